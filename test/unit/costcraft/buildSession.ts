import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { hashResult } from '../../../src/core/session/normalizeResult.ts';
import type { Entry, Json, OutcomeResult, Session, SourcePointer } from '../../../src/core/session/session.ts';

/** One turn: the model says something and uses one tool, or only says something. */
export interface Turn {
  say?: string;
  tool?: string;
  args?: Json;
  result?: string;
  isError?: boolean;
  exitCode?: number;
}

export interface SessionSpec {
  id: string;
  task?: string;
  outcome?: OutcomeResult;
  /** Tokens of system prompt and tools. */
  prefix?: number;
  turns: Turn[];
}

const START = Date.UTC(2026, 0, 10);

/** A session in which every call reads its past from the cache and writes what is new, at four characters a token. */
export function buildSession(spec: SessionSpec): AnalyzedSession {
  return analyzeSession(attributeSession(toSession(spec)));
}

function toSession({ id, task = 'Mend the parser.', outcome = 'unknown', prefix = 12_000, turns }: SessionSpec): Session {
  const entries: Entry[] = [];
  let line = 0;
  let [known, prompt] = [0, prefix + tokens(task)];
  const at = (): number => START + entries.length * 5_000;
  const source = (): SourcePointer => ({ source: 0, line: ++line, offset: line * 100, length: 99 });
  entries.push({ kind: 'user', index: 0, at: START, source: source(), chars: task.length, images: 0, text: task, byPerson: true });
  turns.forEach((turn, i) => {
    const say = turn.say ?? '';
    const toolCallId = `${id}-${i}`;
    const argsChars = JSON.stringify(turn.args ?? {}).length;
    const output = tokens(say) + (turn.tool ? tokens(' '.repeat(argsChars)) + 10 : 0) + 5;
    const call: Entry = {
      kind: 'llm',
      index: entries.length,
      at: at(),
      source: source(),
      billId: `bill-${id}-${i}`,
      provider: 'anthropic',
      model: 'claude-sonnet-4-5-20250929',
      usage: { input: 0, cacheRead: known, cacheWrite5m: prompt - known, cacheWrite1h: 0, output, reasoning: 0, webSearches: 0 },
      extraUsage: [],
      serving: {},
      free: false,
      stop: turn.tool ? 'tool' : 'end',
      content: [
        ...(say ? [{ kind: 'text' as const, chars: say.length }] : []),
        ...(turn.tool ? [{ kind: 'tool-call' as const, chars: argsChars, toolCallId }] : []),
      ],
      text: say,
    };
    entries.push(call);
    known = prompt;
    prompt += output;
    if (!turn.tool) return;
    const text = turn.result ?? '';
    entries.push({
      kind: 'tool',
      index: entries.length,
      at: at(),
      source: source(),
      toolCallId,
      name: turn.tool,
      args: turn.args ?? {},
      argsChars,
      callIndex: call.index,
      result: {
        chars: text.length,
        images: 0,
        text,
        hash: hashResult(text),
        isError: turn.isError ?? false,
        ...(turn.exitCode !== undefined && { exitCode: turn.exitCode }),
        source: source(),
      },
    });
    prompt += tokens(text);
  });
  return {
    format: 'claude-code',
    id,
    agent: { name: 'claude-code' },
    cwd: '/repo',
    task,
    startedAt: START,
    endedAt: at(),
    sources: [{ path: `/traces/${id}.jsonl`, format: 'claude-code', bytes: 10_000, lines: line, sha256: '0'.repeat(64) }],
    main: { entries },
    strayAgents: [],
    outcome: { result: outcome, evidence: [] },
    warnings: [],
  };
}

function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Lines that no later turn names: `count` lines of about 60 characters. */
export function filler(count: number, mark: string): string {
  return Array.from({ length: count }, (_, i) => `[${mark}] row ${i}: nothing of interest on this line at all, move on`).join('\n');
}
