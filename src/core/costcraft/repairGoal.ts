import type { Step } from '../card/findings.ts';
import { checkVisible, succeeded } from '../card/scene.ts';
import { tellingLine } from '../card/wordTimes.ts';
import type { Json } from '../session/session.ts';
import type { SessionView } from './sessionView.ts';

/**
 * True where the same context had read or written the file before: whoever is refused in spite of that did what the rule asks for, and it was
 * the agent's program that had lost count (a session taken up again, a change by a command). Where it cannot be told whether the context
 * still held it, nobody can say that the agent had not looked, so this counts too.
 */
export function wasOpened(view: SessionView, failed: Step, path: string): boolean {
  const { steps, uses, scene } = view;
  return steps.slice(0, failed.n - 1).some((step) => {
    const use = uses.get(step.n);
    if (use?.path !== path || (use.action !== 'read' && use.action !== 'write')) return false;
    return succeeded(scene, step) && checkVisible(scene, step, failed).result !== 'fail';
  });
}

/** True where both edits want to replace the same text: a telling line of the one stands in the other, or, where there is none, any line. */
export function isSameText(failed: Step, fixed: Step): boolean {
  const [before, after] = [failed, fixed].map(({ entry }) => (entry.kind === 'tool' ? replacedLines(entry.args) : undefined));
  if (!before || !after) return false;
  const telling = [...before].filter((line) => tellingLine(line) !== undefined);
  return (telling.length > 0 ? telling : [...before]).some((line) => after.has(line));
}

/** The lines that an edit means to replace, in the spelling of the known agents; a patch shows them with a minus or a blank before them. */
function replacedLines(args: Json): Set<string> {
  const lines = [...replacedTexts(args)].flatMap((text) => text.split('\n'));
  return new Set(lines.map((line) => line.trim()).filter((line) => line !== ''));
}

function* replacedTexts(value: Json): Generator<string> {
  if (typeof value === 'string' && value.includes('*** Begin Patch')) {
    for (const line of value.split('\n')) if (/^[- ]/.test(line)) yield line.slice(1);
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* replacedTexts(item);
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && /^(?:old|search)/i.test(name)) yield inner;
    else yield* replacedTexts(inner);
  }
}
