import type { Money } from '../../session/money.ts';
import type { Json, LlmCall, Session, Usage, Warning } from '../../session/session.ts';
import { asNumber, asRecord, asText } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { openaiUsage } from '../openaiUsage.ts';

/** One file of OpenHands' log of completions (`llm_completions/<run>/*.json`, when `log_completions` is on): a request and its response. */
export interface LoggedCompletion {
  /** The run's name: that of its folder, '' where the files stand in none of their own. */
  run: string;
  /** The provider's id of the response. */
  id: string;
  model: string | undefined;
  usage: Usage;
  rawUsage: Json;
  usd: Money | undefined;
  /** Seconds since the epoch. */
  at: number;
}

/** Undefined for what is no such file, or tells no usage. */
export function readCompletion(value: unknown, run: string): LoggedCompletion | undefined {
  const record = asRecord(value);
  const response = asRecord(record?.['response']);
  const id = asText(response?.['id']);
  const usage = openaiUsage(response?.['usage']);
  if (id === undefined || !usage) return undefined;
  const at = asNumber(record?.['timestamp']) ?? 0;
  return {
    run,
    id,
    model: asText(response?.['model']),
    usage,
    rawUsage: response?.['usage'] as Json,
    usd: loggedUsd(record?.['cost']),
    at,
  };
}

/** True where the trajectory does not tell by itself what each call used. */
export function lacksUsage(session: Session): boolean {
  return session.format === 'openhands' && (isAllocated(session) || callsIn(session).some(({ usage }) => usage === undefined));
}

/**
 * The session with what its log of completions tells of calls whose usage it lacks: by the response's id, and where an event names none, in the
 * order of time, if as many are left in the run's log. An allocation gives way only where all calls are found, so that sums stay sums.
 */
export function withCompletions(session: Session, logged: readonly LoggedCompletion[]): Session {
  const found = matchCalls(callsIn(session), logged);
  const allocated = isAllocated(session);
  const replaces = !allocated || callsIn(session).every((call) => found.has(call));
  const used = new Set(found.values());
  const entries = session.main.entries.map((entry) => {
    const completion = entry.kind === 'llm' ? found.get(entry) : undefined;
    if (!completion || entry.kind !== 'llm' || (entry.usage && !(allocated && replaces))) return entry;
    const { usage, rawUsage, usd, model } = completion;
    return { ...entry, usage, rawUsage, model: entry.model || (model ?? ''), ...(usd !== undefined && { loggedUsd: usd }) };
  });
  const kept = session.warnings.filter(({ code }) => !(replaces && code === ALLOCATED));
  const unused = replaces ? logged.filter((completion) => !used.has(completion)) : [];
  return { ...session, main: { entries }, warnings: [...kept, ...notShown(unused)] };
}

const ALLOCATED = 'allocated-usage';

function isAllocated({ warnings }: Session): boolean {
  return warnings.some(({ code }) => code === ALLOCATED);
}

function callsIn({ main }: Session): LlmCall[] {
  return main.entries.filter((entry) => entry.kind === 'llm').filter(({ free }) => !free);
}

function matchCalls(calls: readonly LlmCall[], logged: readonly LoggedCompletion[]): Map<LlmCall, LoggedCompletion> {
  const byId = new Map(logged.map((completion) => [completion.id, completion]));
  const found = new Map<LlmCall, LoggedCompletion>();
  for (const call of calls) {
    const completion = byId.get(call.billId);
    if (completion) found.set(call, completion);
  }
  const used = new Set(found.values());
  for (const run of new Set(logged.map((completion) => completion.run))) {
    // The reader names a call by its run where no event tells the response's id.
    const nameless = calls.filter((call) => !found.has(call) && call.billId.startsWith(`${run}:`));
    const left = [...byId.values()].filter((completion) => completion.run === run && !used.has(completion)).sort((a, b) => a.at - b.at);
    if (nameless.length !== left.length) continue;
    nameless.forEach((call, i) => found.set(call, left[i] as LoggedCompletion));
  }
  return found;
}

function notShown(unused: readonly LoggedCompletion[]): Warning[] {
  if (unused.length === 0) return [];
  const tokens = unused.reduce((sum, { usage }) => sum + usage.input + usage.cacheRead + usage.cacheWrite5m + usage.output, 0);
  const message = `the log of completions holds ${unused.length} that no event tells of; what their ${tokens} tokens cost is not in the total`;
  return [{ code: 'not-logged', message }];
}
