import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { LlmCall, Session, Thread, Usage } from '../session/session.ts';
import { callsOf, threadsOf } from '../session/walk.ts';
import type { AttributedSession, AttributedThread, BilledSession, BilledThread } from './attributedSession.ts';
import { attributeThread, billThread } from './attributeThread.ts';
import { createPriceBook } from './priceBook.ts';
import type { PriceBook } from './priceBook.ts';
import type { PriceOptions } from './priceCall.ts';

/** How one thread is attributed; `key` tells a session's threads apart. */
type AttributeThread<T> = (thread: Thread, options: PriceOptions, key: string) => T;

/** Attributes the whole bill of a session. `book` holds the prices; without one, the published ones. */
export function attributeSession(
  session: Session,
  book: PriceBook = createPriceBook(),
  attribute: AttributeThread<AttributedThread> = attributeThread,
): AttributedSession {
  return addUp(session, book, attribute);
}

/** The same bill without what each step paid of it, for who asks for sums only: it takes a fraction of the memory. */
export function billSession(session: Session, book: PriceBook): BilledSession {
  return addUp(session, book, billThread);
}

function addUp<T extends BilledThread>(session: Session, book: PriceBook, attribute: AttributeThread<T>): BilledSession<T> {
  const options: PriceOptions = session.startedAt === undefined ? { book } : { book, fallbackAt: session.startedAt };
  let main: T | undefined;
  const agents: BilledSession<T>['agents'] = [];
  for (const { thread, depth, startedBy, run } of threadsOf(session)) {
    const attributed = attribute(thread, options, run?.id ?? '');
    if (!run) {
      main = attributed;
      continue;
    }
    agents.push({
      runId: run.id,
      ...(startedBy ? { startedBy } : {}),
      depth,
      thread: attributed,
      subtreeTotal: ZERO,
    });
  }
  main ??= attribute(session.main, options, '');
  addSubtrees(agents);
  const threads = [main, ...agents.map(({ thread }) => thread)];
  const attributed: BilledSession<T> = {
    session,
    main,
    agents,
    total: sum(threads.map(({ total }) => total)),
    // The main thread by owner, everything below under `agents`.
    buckets: { ...main.buckets, agents: sum(agents.map(({ thread }) => thread.total)) },
    rewrite: sum(threads.map(({ rewrite }) => rewrite)),
    tokens: sumUsage(callsOf(session)),
    unpricedTokens: 0,
    callsWithoutUsage: 0,
    priceTable: book.title,
  };
  for (const { calls } of threads) {
    for (const { basis, unpricedTokens } of calls.values()) {
      attributed.unpricedTokens += unpricedTokens;
      if (basis === 'no-usage') attributed.callsWithoutUsage++;
    }
  }
  for (const { loggedUsd } of callsOf(session)) {
    if (loggedUsd !== undefined) attributed.logged = (attributed.logged ?? ZERO) + loggedUsd;
  }
  return attributed;
}

/** threadsOf lists parents before children, each child at one more level: the agents below one are those that follow it and lie deeper. */
function addSubtrees(agents: BilledSession['agents']): void {
  agents.forEach((agent, i) => {
    agent.subtreeTotal = agent.thread.total;
    for (const below of agents.slice(i + 1)) {
      if (below.depth <= agent.depth) break;
      agent.subtreeTotal += below.thread.total;
    }
  });
}

/** Tokens of all calls, with what was billed beside them under other models. Free calls were billed elsewhere or not at all, and are no part of it. */
function sumUsage(calls: Iterable<LlmCall>): Usage {
  const total: Usage = {
    input: 0,
    cacheRead: 0,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: 0,
    reasoning: 0,
    webSearches: 0,
  };
  for (const call of calls) {
    if (call.free) continue;
    for (const usage of [call.usage, ...call.extraUsage.map((extra) => extra.usage)]) {
      if (!usage) continue;
      total.input += usage.input;
      total.cacheRead += usage.cacheRead;
      total.cacheWrite5m += usage.cacheWrite5m;
      total.cacheWrite1h += usage.cacheWrite1h;
      total.output += usage.output;
      total.reasoning += usage.reasoning;
      total.webSearches += usage.webSearches;
    }
  }
  return total;
}

function sum(amounts: readonly Money[]): Money {
  return amounts.reduce((total, amount) => total + amount, ZERO);
}
