import type { ExtraUsage, Serving, Usage } from '../../session/session.ts';
import { asCount, asList, asRecord, asText, type JsonRecord } from '../json.ts';

export interface ClaudeUsage {
  usage: Usage | undefined;
  extra: ExtraUsage[];
  serving: Serving;
  /** The split of the cache writes does not add up to their total; what it left out was taken as 5-minute writes (trap 2). */
  splitRepaired: boolean;
}

/** message.usage of a Claude Code record. Anthropic's buckets exclude one another already; null in any field is absent for that field. */
export function readUsage(raw: unknown, model: string): ClaudeUsage {
  const record = asRecord(raw);
  if (!record) return { usage: undefined, extra: NO_EXTRA, serving: {}, splitRepaired: false };
  const { usage, splitRepaired } = readBuckets(record);
  const total = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h + usage.output + usage.webSearches;
  return {
    usage: total > 0 ? usage : undefined,
    extra: readIterations(record['iterations'], model),
    serving: readServing(record),
    splitRepaired,
  };
}

/** One for all calls without: tens of thousands in a long session. Frozen, since they share it. */
export const NO_EXTRA: ExtraUsage[] = [];
Object.freeze(NO_EXTRA);

let lastServing: Serving = {};

/** Nearly all calls of a session are served in the same way, which is then the same object. */
function readServing(record: JsonRecord): Serving {
  const [speed, tier, geo] = [asText(record['speed']), asText(record['service_tier']), asText(record['inference_geo'])];
  if (speed !== lastServing.speed || tier !== lastServing.tier || geo !== lastServing.geo) {
    lastServing = { ...(speed !== undefined && { speed }), ...(tier !== undefined && { tier }), ...(geo !== undefined && { geo }) };
  }
  return lastServing;
}

/**
 * `message` iterations are contained in the top level and `fallback_message` is not billed; an advisor's answer and a compaction
 * are billed beside it.
 */
function readIterations(raw: unknown, model: string): ExtraUsage[] {
  const iterations = asList(raw);
  if (iterations.length === 0) return NO_EXTRA;
  const extra: ExtraUsage[] = [];
  for (const value of iterations) {
    const iteration = asRecord(value);
    const type = iteration?.['type'];
    if (!iteration || (type !== 'advisor_message' && type !== 'compaction')) continue;
    const ownModel = asText(iteration['model']) ?? (type === 'compaction' ? model : '');
    extra.push({
      model: ownModel,
      reason: type === 'compaction' ? 'compaction' : 'advisor',
      usage: readBuckets(iteration).usage,
    });
  }
  return extra;
}

function readBuckets(record: JsonRecord): {
  usage: Usage;
  splitRepaired: boolean;
} {
  const written = asCount(record['cache_creation_input_tokens']);
  const split = asRecord(record['cache_creation']);
  const oneHour = asCount(split?.['ephemeral_1h_input_tokens']);
  const fiveMinutes = asCount(split?.['ephemeral_5m_input_tokens']);
  const rest = Math.max(0, written - oneHour - fiveMinutes);
  return {
    usage: {
      input: asCount(record['input_tokens']),
      cacheRead: asCount(record['cache_read_input_tokens']),
      cacheWrite5m: fiveMinutes + rest,
      cacheWrite1h: oneHour,
      output: asCount(record['output_tokens']),
      reasoning: 0,
      webSearches: asCount(asRecord(record['server_tool_use'])?.['web_search_requests']),
    },
    splitRepaired: split !== undefined && written > 0 && written !== oneHour + fiveMinutes,
  };
}
