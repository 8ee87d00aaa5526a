import type { LlmCall } from '../session/session.ts';
import type { CheckResult } from './findings.ts';
import type { Scene, Waste } from './scene.ts';

/**
 * LLM calls that gave neither text for anyone nor a tool call, only thinking, and that were not broken off: the call was paid, and the next
 * one had to begin anew.
 */
export function findThinkingOnly(scene: Scene): Waste[] {
  return scene.steps.flatMap((step) => {
    const { entry } = step;
    if (entry.kind !== 'llm' || !isThinkingOnly(entry) || scene.statuses.get(step.n)?.status !== undefined) return [];
    // Where a source splits an answer into several records, a tool use may name the call that this one belongs to; the last may be cut.
    const next = scene.entries[entry.index + 1];
    if (next?.kind !== 'llm' && next?.kind !== 'user') return [];
    const checks: CheckResult[] = [
      { check: 'C2', result: 'pass', because: 'it did nothing' },
      { check: 'C5', result: 'pass', because: 'it checks nothing' },
    ];
    return [{ kind: 'thinking-only', wasted: step, part: { of: 1, whole: 1 }, checks, same: 'only thinking' } satisfies Waste];
  });
}

function isThinkingOnly({ content, usage, stop, free }: LlmCall): boolean {
  if (free || !usage || usage.output === 0 || (stop !== 'end' && stop !== 'tool' && stop !== 'unknown')) return false;
  return content.length > 0 && content.every(({ kind }) => kind === 'thinking');
}
