import type { AttributedThread, Rewrite } from '../cost/attributedSession.ts';
import { outlivesCache } from '../cost/rewriteReason.ts';
import { splitPrefix } from '../cost/splitPrefix.ts';
import { formatUsdExact } from '../session/money.ts';
import type { LlmCall } from '../session/session.ts';
import { toolStepsOf } from '../session/walk.ts';
import type { AdvicePart, RewritePart } from './adviceParts.ts';
import type { SessionView } from './sessionView.ts';

/** From this length on, in characters, a file of instructions is large: some 2,500 tokens in every prompt. */
const LARGE_FILE = 10_000;

/**
 * What costs money in a session and no rule in a skill can mend: pauses longer than the cache lives, models changed on the way, tools that are
 * offered in every prompt and never called, large files of instructions. Takes the view of the main thread; sub-agents' calls count.
 */
export function adviseSession({ analyzed }: SessionView): AdvicePart[] {
  const { session, main, agents, buckets } = analyzed.attributed;
  const about = { session: { id: session.id, path: session.sources[0]?.path ?? '' } };
  const threads = [main, ...agents.map(({ thread }) => thread)];
  const rewrites = threads.flatMap((thread) =>
    thread.rewrites.map((rewrite) => ({ thread, rewrite, before: callBefore(thread, rewrite) })),
  );
  const idle = rewrites.flatMap(({ thread, rewrite, before }) => {
    const { idleMs } = rewrite;
    return idleMs === undefined || !isIdle(rewrite)
      ? []
      : [{ ...partOf(rewrite), idleMs, byUser: spokenSince(thread, before, rewrite.call) }];
  });
  const switches = rewrites.flatMap(({ rewrite, before }) =>
    rewrite.reason === 'model-switch' && !isIdle(rewrite) && before
      ? [{ ...partOf(rewrite), from: before.model, to: rewrite.call.model }]
      : [],
  );
  const parts: AdvicePart[] = [];
  if (idle.length > 0) parts.push({ ...about, kind: 'idle-cache', rewrites: idle });
  if (switches.length > 0) parts.push({ ...about, kind: 'model-switch', rewrites: switches });

  const called = new Set([...toolStepsOf(session)].map(({ name }) => name));
  const shares = splitPrefix(buckets.prefix, session.prefix ?? []);
  const tools = shares.flatMap(({ part: { kind, name }, usd }) =>
    kind === 'tool' ? [{ name, used: called.has(name), usd: formatUsdExact(usd) }] : [],
  );
  const files = shares.flatMap(({ part: { kind, name, chars }, usd }) =>
    kind === 'file' && chars >= LARGE_FILE ? [{ name, chars, usd: formatUsdExact(usd) }] : [],
  );
  // Where no tool was called, nobody can tell which are needed.
  if (called.size > 0 && tools.some(({ used }) => !used)) parts.push({ ...about, kind: 'unused-tools', tools });
  if (files.length > 0) parts.push({ ...about, kind: 'large-instructions', files });
  return parts;
}

function partOf({ call, tokens, premium }: Rewrite): RewritePart {
  return { bill: call.billId, tokens, usd: formatUsdExact(premium) };
}

/** True where the cache was gone in any case, also where the model was changed after the pause. */
function isIdle({ reason, idleMs, call }: Rewrite): boolean {
  if (idleMs === undefined || (reason !== 'idle' && reason !== 'model-switch')) return false;
  return reason === 'idle' || outlivesCache(idleMs, (call.usage?.cacheWrite1h ?? 0) > 0);
}

/** The last call with usage before it in the same thread. */
function callBefore({ owners }: AttributedThread, { call }: Rewrite): LlmCall | undefined {
  let before: LlmCall | undefined;
  for (const { owner } of owners) {
    if (owner.kind !== 'llm' || !owner.entry.usage || owner.entry.index >= call.index) continue;
    if (!before || owner.entry.index > before.index) before = owner.entry;
  }
  return before;
}

function spokenSince({ owners }: AttributedThread, before: LlmCall | undefined, call: LlmCall): boolean {
  const from = before?.index ?? -1;
  return owners.some(
    ({ owner }) => owner.kind === 'user' && owner.entry.byPerson && owner.entry.index > from && owner.entry.index < call.index,
  );
}
