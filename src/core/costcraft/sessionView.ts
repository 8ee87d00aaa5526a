import type { AnalyzedSession, Step } from '../card/findings.ts';
import { readScene, type Scene } from '../card/scene.ts';
import type { ToolUse } from '../card/toolUse.ts';
import { readWords, type WordTimes } from '../card/wordTimes.ts';
import type { ToolStep } from '../session/session.ts';

/** A session as the analysts look at it: its steps, what each did, and when each name was seen and used. */
export interface SessionView {
  analyzed: AnalyzedSession;
  uses: ReadonlyMap<number, ToolUse>;
  scene: Scene;
  words: WordTimes;
}

export function viewSession(analyzed: AnalyzedSession): SessionView {
  const { session, main } = analyzed.attributed;
  const { entries } = session.main;
  const { uses } = analyzed;
  return { analyzed, uses, scene: readScene(entries, main.context, analyzed.steps, uses), words: readWords(entries) };
}

export function isToolStep(step: Step): step is Step & { entry: ToolStep } {
  return step.entry.kind === 'tool';
}
