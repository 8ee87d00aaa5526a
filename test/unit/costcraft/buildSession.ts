import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { hashResult } from '../../../src/core/session/normalizeResult.ts';
import type { Entry, Json, OutcomeResult, PrefixPart, Session, SourcePointer } from '../../../src/core/session/session.ts';

/** One tool use of a turn. */
export interface Use {
  tool?: string;
  args?: Json;
  result?: string;
  isError?: boolean;
  exitCode?: number;
  refused?: 'rejected' | 'cancelled';
  /** The format's own status word. */
  status?: string;
  /** What a sub-agent did that the tool started. */
  agent?: Turn[];
}

/** One turn: the model says something and uses tools, or only says something. */
export interface Turn extends Use {
  say?: string;
  /** Further tools, called in the same turn. */
  also?: Use[];
  /** Characters of thinking. */
  thinking?: number;
  /** What the user said before the turn. */
  user?: string;
  /** A compaction before the turn: the context is a short summary from then on. */
  compacted?: boolean;
  /** Milliseconds that passed before the turn. */
  pause?: number;
  /** The cache was gone: the whole prompt is written anew. */
  cacheLost?: boolean;
  model?: string;
}

export interface SessionSpec {
  id: string;
  task?: string;
  outcome?: OutcomeResult;
  /** Tokens of system prompt and tools. */
  prefix?: number;
  /** What the prefix is made of. */
  parts?: PrefixPart[];
  format?: string;
  turns: Turn[];
}

const START = Date.UTC(2026, 0, 10);

/** A session in which every call reads its past from the cache and writes what is new, at four characters a token. */
export function buildSession(spec: SessionSpec): AnalyzedSession {
  return analyzeSession(attributeSession(toSession(spec)));
}

function toSession({
  id,
  task = 'Mend the parser.',
  outcome = 'unknown',
  prefix = 12_000,
  parts,
  format = 'claude-code',
  turns,
}: SessionSpec): Session {
  const clock = { line: 0, at: START };
  const entries = toEntries(id, task, prefix, turns, clock);
  return {
    format,
    id,
    agent: { name: format },
    cwd: '/repo',
    task,
    startedAt: START,
    endedAt: clock.at,
    sources: [{ path: `/traces/${id}.jsonl`, format, bytes: 10_000, lines: clock.line, sha256: '0'.repeat(64) }],
    main: { entries },
    ...(parts && { prefix: parts }),
    strayAgents: [],
    outcome: { result: outcome, evidence: [] },
    warnings: [],
  };
}

function toEntries(id: string, task: string, prefix: number, turns: readonly Turn[], clock: { line: number; at: number }): Entry[] {
  const entries: Entry[] = [];
  let [known, prompt] = [0, prefix + tokens(task)];
  const source = (): SourcePointer => ({ source: 0, line: ++clock.line, offset: clock.line * 100, length: 99 });
  const say = (text: string): void => {
    entries.push({
      kind: 'user',
      index: entries.length,
      at: clock.at,
      source: source(),
      chars: text.length,
      images: 0,
      text,
      byPerson: true,
    });
    clock.at += 5_000;
  };
  say(task);
  turns.forEach((turn, i) => {
    clock.at += turn.pause ?? 0;
    if (turn.compacted) {
      entries.push({ kind: 'compaction', index: entries.length, at: clock.at, source: source(), summaryChars: 400 });
      [known, prompt] = [prefix, prefix + 100];
    }
    if (turn.user !== undefined) {
      say(turn.user);
      prompt += tokens(turn.user);
    }
    const uses = [turn, ...(turn.also ?? [])].filter(({ tool }) => tool !== undefined);
    const argsChars = uses.map(({ args }) => JSON.stringify(args ?? {}).length);
    const text = turn.say ?? '';
    const written = argsChars.reduce((sum, chars) => sum + tokens(' '.repeat(chars)) + 10, 0);
    const output = tokens(text) + tokens(' '.repeat(turn.thinking ?? 0)) + written + 5;
    const callId = (at: number): string => (at === 0 ? `${id}-${i}` : `${id}-${i}-${at}`);
    const call: Entry = {
      kind: 'llm',
      index: entries.length,
      at: clock.at,
      source: source(),
      billId: `bill-${id}-${i}`,
      provider: 'anthropic',
      model: turn.model ?? 'claude-sonnet-4-5-20250929',
      usage: { input: 0, cacheRead: known, cacheWrite5m: prompt - known, cacheWrite1h: 0, output, reasoning: 0, webSearches: 0 },
      extraUsage: [],
      serving: {},
      free: false,
      stop: uses.length > 0 ? 'tool' : 'end',
      content: [
        ...(turn.thinking ? [{ kind: 'thinking' as const, chars: turn.thinking }] : []),
        ...(text ? [{ kind: 'text' as const, chars: text.length }] : []),
        ...uses.map((_, at) => ({ kind: 'tool-call' as const, chars: argsChars[at] ?? 0, toolCallId: callId(at) })),
      ],
      text,
    };
    if (turn.cacheLost)
      call.usage = { input: 0, cacheRead: 0, cacheWrite5m: prompt, cacheWrite1h: 0, output, reasoning: 0, webSearches: 0 };
    entries.push(call);
    clock.at += 5_000;
    known = prompt;
    prompt += output;
    uses.forEach((use, at) => {
      const result = use.result ?? '';
      const inner = use.agent && toEntries(callId(at), 'Look around.', 3_000, use.agent, clock);
      entries.push({
        kind: 'tool',
        index: entries.length,
        at: clock.at,
        source: source(),
        toolCallId: callId(at),
        name: use.tool ?? '',
        args: use.args ?? {},
        argsChars: argsChars[at] ?? 0,
        callIndex: call.index,
        result: {
          chars: result.length,
          images: 0,
          text: result,
          hash: hashResult(result),
          isError: use.isError ?? false,
          ...(use.exitCode !== undefined && { exitCode: use.exitCode }),
          ...(use.refused && { refused: use.refused }),
          ...(use.status !== undefined && { status: use.status }),
          source: source(),
        },
        ...(inner && { agent: { id: callId(at), aliases: [], task: 'Look around.', thread: { entries: inner } } }),
      });
      clock.at += 5_000;
      prompt += tokens(result);
    });
  });
  return entries;
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Lines that no later turn names: `count` lines of about 60 characters. */
export function filler(count: number, mark: string): string {
  return Array.from({ length: count }, (_, i) => `[${mark}] row ${i}: nothing of interest on this line at all, move on`).join('\n');
}
