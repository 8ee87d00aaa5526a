import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { hashResult } from '../../../src/core/session/normalizeResult.ts';
import type { AgentRun, Entry, Json, LlmCall, Session, SourcePointer, ToolResult } from '../../../src/core/session/session.ts';

/** A session told as a list of what happened; prompts grow by what was said, at four characters a token. */
export type Event =
  | { say: string; byPerson?: boolean }
  | { think: string; stop?: LlmCall['stop']; error?: string; model?: string }
  | { tool: string; args: Json; gives?: string; result?: Partial<ToolResult>; agent?: AgentRun }
  | { compact: string };

export const START = Date.parse('2026-01-05T09:00:00Z');
const PREFIX = 8_000;

export function read(path: string, gives: string, range: { offset?: number; limit?: number } = {}): Event {
  return { tool: 'Read', args: { file_path: path, ...range }, gives };
}

export function bash(command: string, gives: string, result: Partial<ToolResult> = {}): Event {
  return { tool: 'Bash', args: { command }, gives, result };
}

export function edit(path: string): Event {
  return { tool: 'Edit', args: { file_path: path, old_string: 'a', new_string: 'b' }, gives: 'updated' };
}

/** Text of numbered lines as Claude Code shows them. */
export function numbered(from: number, to: number, word = 'line'): string {
  return Array.from({ length: to - from + 1 }, (_, i) => `${String(from + i).padStart(6)}\u2192${word} ${from + i}`).join('\n');
}

export function makeEntries(events: readonly Event[], billPrefix = 'b'): Entry[] {
  const entries: Entry[] = [];
  let chars = PREFIX;
  let cached = 0;
  const at = (): SourcePointer => ({ source: 0, line: entries.length + 1, offset: entries.length * 100, length: 100 });
  const callFor = (
    event: { think: string; stop?: LlmCall['stop']; error?: string; model?: string },
    toolCallId?: string,
    argsChars = 0,
  ): number => {
    const prompt = Math.ceil(chars / 4);
    const failed = event.stop === 'error' || event.error !== undefined;
    const read = Math.min(cached, prompt);
    const call: LlmCall = {
      kind: 'llm',
      index: entries.length,
      billId: `${billPrefix}${entries.length}`,
      provider: 'anthropic',
      model: event.model ?? 'claude-opus-4-5',
      usage: {
        input: 3,
        cacheRead: read,
        cacheWrite5m: prompt - read,
        cacheWrite1h: 0,
        output: Math.ceil((event.think.length + argsChars) / 4) + 5,
        reasoning: 0,
        webSearches: 0,
      },
      extraUsage: [],
      serving: {},
      free: failed,
      stop: event.stop ?? (toolCallId ? 'tool' : 'end'),
      content: [
        ...(event.think ? [{ kind: 'text' as const, chars: event.think.length }] : []),
        ...(toolCallId ? [{ kind: 'tool-call' as const, chars: argsChars, toolCallId }] : []),
      ],
      text: event.think,
      at: START + entries.length * 10_000,
      source: at(),
    };
    if (failed) delete call.usage;
    if (event.error !== undefined) call.error = event.error;
    cached = prompt;
    chars += event.think.length + argsChars;
    entries.push(call);
    return call.index;
  };
  for (const event of events) {
    if ('say' in event) {
      entries.push({
        kind: 'user',
        index: entries.length,
        chars: event.say.length,
        images: 0,
        text: event.say,
        byPerson: event.byPerson ?? true,
        at: START + entries.length * 10_000,
        source: at(),
      });
      chars += event.say.length;
    } else if ('think' in event) {
      callFor(event);
    } else if ('compact' in event) {
      entries.push({
        kind: 'compaction',
        index: entries.length,
        summaryChars: event.compact.length,
        tokensBefore: Math.ceil(chars / 4),
        trigger: 'auto',
        source: at(),
      });
      chars = PREFIX + event.compact.length;
      cached = PREFIX / 4;
    } else {
      const id = `t${entries.length}`;
      const argsChars = JSON.stringify(event.args).length;
      const callIndex = callFor({ think: '' }, id, argsChars);
      const gives = event.gives;
      entries.push({
        kind: 'tool',
        index: entries.length,
        toolCallId: id,
        name: event.tool,
        args: event.args,
        argsChars,
        callIndex,
        source: at(),
        ...(gives !== undefined && {
          result: { chars: gives.length, images: 0, text: gives, hash: hashResult(gives), isError: false, source: at(), ...event.result },
        }),
        ...(event.agent && { agent: event.agent }),
      });
      chars += gives?.length ?? 0;
    }
  }
  // A last call, so that the last result is paid for.
  callFor({ think: 'Done.' });
  return entries;
}

export function makeSession(events: readonly Event[], parts: Partial<Session> = {}): Session {
  return {
    format: 'test',
    id: 'made-1',
    agent: { name: 'claude-code', version: '2.1.50' },
    cwd: '/home/someone/shop',
    task: 'Mend the basket',
    startedAt: START,
    endedAt: START + 600_000,
    sources: [
      { path: '/home/someone/.claude/projects/shop/made-1.jsonl', format: 'claude-code', bytes: 1234, lines: 20, sha256: 'a'.repeat(64) },
    ],
    main: { entries: makeEntries(events) },
    strayAgents: [],
    outcome: { result: 'unknown', evidence: [] },
    warnings: [],
    ...parts,
  };
}

export function analyze(events: readonly Event[], parts: Partial<Session> = {}): AnalyzedSession {
  return analyzeSession(attributeSession(makeSession(events, parts)));
}
