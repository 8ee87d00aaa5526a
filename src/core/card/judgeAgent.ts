import { TEXT_LIMIT, type AgentRun, type Entry, type ToolStep } from '../session/session.ts';
import { stripReminders } from '../session/normalizeResult.ts';
import type { Step } from './findings.ts';
import type { Scene } from './scene.ts';
import { namesIn, plainWordsIn } from './sceneWords.ts';
import { toolRole } from './toolNames.ts';
import { namesOf } from './namesOf.ts';
import { plainWordsOf, stringsOf, tellingLine } from './wordTimes.ts';

/** What became of the answer of a sub-agent in the thread that started it. */
export interface AgentUse {
  used: 'yes' | 'no' | 'unknown';
  /** One clause, every number computed; no text of the trace. */
  evidence: string;
}

/** That none of a few new names came back proves nothing. */
const NAMES = 8;
/** Plain words come back by chance; more of them do not. */
const WORDS = 3;
/** Nor does it prove anything where hardly anything came after. */
const CALLS_AFTER = 2;

/**
 * Whether a sub-agent's work was used: its answer came back in what the parent wrote later (names and lines that it brought, or words in
 * prose), or it changed files itself. "no" where it failed, gave nothing, or nothing of a telling answer came back.
 */
export function judgeAgent(scene: Scene, step: Step & { entry: ToolStep }, run: AgentRun): AgentUse {
  const status = scene.statuses.get(step.n);
  if (status?.status === 'rejected' || status?.status === 'cancelled') return { used: 'no', evidence: `it was ${status.status}` };
  const changed = filesChanged(run);
  if (changed > 0) return { used: 'yes', evidence: `it changed ${count(changed, 'file')} itself` };
  if (status?.failure) return { used: 'no', evidence: 'it failed' };
  const calls = callsAfter(scene, step.entry.index);
  const answer = answerOf(scene, step, run);
  if (answer === undefined) {
    if (calls === 0) return { used: 'unknown', evidence: 'the session ends before its answer' };
    // Messages of the harness that name no agent may hold it.
    const mayHoldIt = scene.entries.some((entry) => entry.index > step.entry.index && entry.kind === 'user' && !entry.byPerson);
    return mayHoldIt ? { used: 'unknown', evidence: 'no message names it' } : { used: 'no', evidence: 'its answer never came back' };
  }
  const text = stripReminders(answer.text).trim();
  if (text === '') return { used: 'no', evidence: 'its answer was empty' };
  return comesBack(scene, text, answer.index);
}

function comesBack(scene: Scene, text: string, at: number): AgentUse {
  const words = namesIn(scene);
  const fresh = [...new Set(namesOf(text))].filter((name) => !words.lastWritten.has(name) || words.isNewAt(name, at));
  const named = fresh.filter((name) => (words.lastWritten.get(name) ?? -1) > at);
  const last = (indices: readonly number[]): string => `last in step ${stepAt(scene, Math.max(...indices))}`;
  if (named.length > 0) {
    const when = last(named.map((name) => words.lastWritten.get(name) ?? 0));
    return { used: 'yes', evidence: `${named.length} of ${count(fresh.length, 'name')} that it brought came back, ${when}` };
  }
  const quoted = [...new Set(text.split('\n').flatMap((line) => tellingLine(line) ?? []))].filter(
    (line) => (words.lastLine.get(line) ?? -1) > at,
  );
  if (quoted.length > 0)
    return {
      used: 'yes',
      evidence: `${count(quoted.length, 'line')} of it came back, ${last(quoted.map((line) => words.lastLine.get(line) ?? 0))}`,
    };
  const plain = plainWordsIn(scene);
  const spoken = [...new Set(plainWordsOf(text))].filter((word) => (plain.lastWritten.get(word) ?? -1) > at && plain.isNewAt(word, at));
  if (spoken.length >= WORDS) {
    const when = last(spoken.map((word) => plain.lastWritten.get(word) ?? 0));
    return { used: 'yes', evidence: `${count(spoken.length, 'word')} that it brought came back, ${when}` };
  }
  const isCut = scene.entries.some((entry) => entry.index > at && entry.kind === 'llm' && entry.text.length >= TEXT_LIMIT);
  if (isCut || fresh.length < NAMES || callsAfter(scene, at) < CALLS_AFTER)
    return { used: 'unknown', evidence: 'its answer brought too little that could be traced' };
  return { used: 'no', evidence: `none of ${count(fresh.length, 'name')} that it brought came back` };
}

/** Tools whose answer to a start is only that it started. */
const STARTED = /\b(?:async agent launched|launched successfully|running in the background|agentId:.*\n?.*background)/i;

/** Some harnesses name an agent by its task alone; this much of it, in characters, is not the same by chance. */
const TOLD_BY = 200;

/** Where the answer stands in the parent's thread: in the tool's result, or in what came later under the agent's name. */
function answerOf(scene: Scene, step: Step & { entry: ToolStep }, run: AgentRun): { text: string; index: number } | undefined {
  const { result } = step.entry;
  const status = result?.status?.toLowerCase();
  const isStart =
    status === 'accepted' || status === 'running' || status === 'async_launched' || STARTED.test(result?.text.slice(0, 400) ?? '');
  if (result && !isStart) return { text: result.text, index: step.entry.index };
  const ids = [run.id, ...run.aliases, ...(run.sessionId === undefined ? [] : [run.sessionId])].filter((id) => id.length >= 6);
  const task = flat(run.task).slice(0, TOLD_BY);
  const names = (text: string): boolean => ids.some((id) => text.includes(id)) || (task.length === TOLD_BY && flat(text).includes(task));
  for (const entry of scene.entries.slice(step.entry.index + 1)) {
    const text = textUnder(entry, names);
    if (text !== undefined) return { text, index: entry.index };
  }
  return undefined;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** The text of an entry that gives an agent's answer: a message that names it, or the result of a tool that was asked for it. */
function textUnder(entry: Entry, names: (text: string) => boolean): string | undefined {
  if (entry.kind === 'user') return names(entry.text) ? entry.text : undefined;
  if (entry.kind !== 'tool' || !entry.result || entry.result.status === 'running') return undefined;
  return [...stringsOf(entry.args)].some(names) ? entry.result.text : undefined;
}

function filesChanged({ thread }: AgentRun): number {
  const files = new Set<string>();
  for (const entry of thread?.entries ?? []) {
    if (entry.kind !== 'tool' || toolRole(entry.name) !== 'write' || !entry.result || entry.result.isError || entry.result.refused)
      continue;
    files.add([...stringsOf(entry.args)][0] ?? '');
  }
  return files.size;
}

function callsAfter(scene: Scene, index: number): number {
  return scene.steps.filter((step) => step.kind === 'llm' && step.entry.index > index).length;
}

function stepAt(scene: Scene, index: number): number {
  return scene.steps.findLast((step) => step.entry.index <= index)?.n ?? 0;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
