import type { Step } from '../card/findings.ts';
import { checkVisible, succeeded } from '../card/scene.ts';
import { stringsOf, tellingLine } from '../card/wordTimes.ts';
import type { SessionView } from './sessionView.ts';

/**
 * True where the same context had read or written the file before: whoever is refused in spite of that did what the rule asks for, and it was
 * the agent's program that had lost count (a session taken up again, a change by a command).
 */
export function wasOpened(view: SessionView, failed: Step, path: string): boolean {
  const { analyzed, uses, scene } = view;
  return analyzed.steps.slice(0, failed.n - 1).some((step) => {
    const use = uses.get(step.n);
    if (use?.path !== path || (use.action !== 'read' && use.action !== 'write')) return false;
    return succeeded(scene, step) && checkVisible(scene, step, failed).result === 'pass';
  });
}

/** True where both edits are about one place: the arguments share a telling line, or, where there is none, any line. */
export function isSameText(failed: Step, fixed: Step): boolean {
  const [before, after] = [failed, fixed].map(linesOfArguments);
  if (!before || !after) return false;
  const telling = [...before].filter((line) => tellingLine(line) !== undefined);
  return (telling.length > 0 ? telling : [...before]).some((line) => after.has(line));
}

function linesOfArguments({ entry }: Step): Set<string> | undefined {
  if (entry.kind !== 'tool' || typeof entry.args !== 'object' || entry.args === null || Array.isArray(entry.args)) return undefined;
  // The path stands in both in any case.
  const texts = Object.entries(entry.args).filter(([name]) => !/path|file/i.test(name));
  const lines = texts.flatMap(([, value]) => [...stringsOf(value)]).flatMap((text) => text.split('\n'));
  return new Set(lines.map((line) => line.trim()).filter((line) => line !== ''));
}
