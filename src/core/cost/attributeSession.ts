import { ZERO } from '../session/money.ts';
import type { Money } from '../session/money.ts';
import type { LlmCall, Session, Thread, Usage } from '../session/session.ts';
import { callsOf, threadsOf } from '../session/walk.ts';
import type { AttributedAgent, AttributedSession, AttributedThread, Buckets } from './attributedSession.ts';
import { attributeThread } from './attributeThread.ts';
import { createPriceBook } from './priceBook.ts';
import type { PriceBook } from './priceBook.ts';
import type { PriceOptions } from './priceCall.ts';

/** How one thread is attributed; `key` tells a session's threads apart. */
type AttributeThread = (thread: Thread, options: PriceOptions, key: string) => AttributedThread;

/** Attributes the whole bill of a session. `book` holds the prices; without one, the published ones. */
export function attributeSession(
  session: Session,
  book: PriceBook = createPriceBook(),
  attribute: AttributeThread = attributeThread,
): AttributedSession {
  const options: PriceOptions = session.startedAt === undefined ? { book } : { book, fallbackAt: session.startedAt };
  let main: AttributedThread | undefined;
  const agents: AttributedAgent[] = [];
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
  const costs = threads.flatMap(({ calls }) => [...calls.values()]);
  const calls = [...callsOf(session)];
  const attributed: AttributedSession = {
    session,
    main,
    agents,
    total: sum(threads.map(({ total }) => total)),
    buckets: bucketsOf(main, agents),
    rewrite: sum(threads.flatMap(({ rewrites }) => rewrites.map(({ premium }) => premium))),
    tokens: sumUsage(calls),
    unpricedTokens: costs.reduce((tokens, cost) => tokens + cost.unpricedTokens, 0),
    callsWithoutUsage: costs.filter(({ basis }) => basis === 'no-usage').length,
    priceTable: book.title,
  };
  const logged = calls.flatMap(({ loggedUsd }) => (loggedUsd === undefined ? [] : [loggedUsd]));
  if (logged.length > 0) attributed.logged = sum(logged);
  return attributed;
}

/** threadsOf lists parents before children, each child at one more level: the agents below one are those that follow it and lie deeper. */
function addSubtrees(agents: AttributedAgent[]): void {
  agents.forEach((agent, i) => {
    agent.subtreeTotal = agent.thread.total;
    for (const below of agents.slice(i + 1)) {
      if (below.depth <= agent.depth) break;
      agent.subtreeTotal += below.thread.total;
    }
  });
}

/** The bill split once: main thread by owner, everything below under `agents`. */
function bucketsOf(main: AttributedThread, agents: readonly AttributedAgent[]): Buckets {
  const buckets: Buckets = {
    prefix: ZERO,
    user: ZERO,
    output: ZERO,
    toolEntry: ZERO,
    toolCarry: ZERO,
    agents: ZERO,
    fees: ZERO,
  };
  for (const cost of main.owners) {
    buckets.fees += cost.fees;
    const all = cost.entry + cost.carry + cost.output;
    switch (cost.owner.kind) {
      case 'prefix':
        buckets.prefix += all;
        break;
      case 'user':
        buckets.user += all;
        break;
      case 'llm':
      case 'compaction':
        buckets.output += all;
        break;
      case 'tool':
        buckets.output += cost.output + cost.argumentCarry;
        buckets.toolEntry += cost.entry - cost.argumentEntry;
        buckets.toolCarry += cost.carry - (cost.argumentCarry - cost.argumentEntry);
        break;
    }
  }
  buckets.agents = sum(agents.map(({ thread }) => thread.total));
  return buckets;
}

/** Tokens of all calls, with what was billed beside them under other models. Free calls were billed elsewhere or not at all, and are no part of it. */
function sumUsage(calls: readonly LlmCall[]): Usage {
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
