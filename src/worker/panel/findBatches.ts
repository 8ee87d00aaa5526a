import { toolUse } from '../../core/card/toolUse.ts';
import type { LlmCall, Session, Thread, ToolStep } from '../../core/session/session.ts';
import { threadsOf } from '../../core/session/walk.ts';

/**
 * Calls whose only work was to ask for reads or searches, right after another such call: had the earlier one asked for all of them, these
 * would not have been made. Whether the later read was known to be wanted by then cannot be told from a trace, so that this is an upper
 * bound of what asking together saves. A call is not counted whose arguments name something that only the result before it told.
 */
export function findBatches(session: Session, gone: ReadonlySet<ToolStep>): LlmCall[] {
  return [...threadsOf(session)].flatMap(({ thread }) => batchesIn(thread, session.cwd, gone));
}

function batchesIn(thread: Thread, cwd: string | undefined, gone: ReadonlySet<ToolStep>): LlmCall[] {
  const asked = new Map<number, ToolStep[]>();
  for (const entry of thread.entries) {
    if (entry.kind !== 'tool' || gone.has(entry)) continue;
    const steps = asked.get(entry.callIndex);
    if (steps) steps.push(entry);
    else asked.set(entry.callIndex, [entry]);
  }
  const found: LlmCall[] = [];
  let run: ToolStep[] = [];
  for (const entry of thread.entries) {
    if (entry.kind === 'user' && entry.byPerson) run = [];
    if (entry.kind !== 'llm') continue;
    const steps = asked.get(entry.index) ?? [];
    const readsOnly = steps.length > 0 && steps.every((step) => isRead(step, cwd));
    if (!readsOnly) run = [];
    else {
      if (run.length > 0 && entry.text.trim() === '' && !steps.some((step) => dependsOn(step, run))) found.push(entry);
      else run = [];
      run.push(...steps);
    }
  }
  return found;
}

function isRead(step: ToolStep, cwd: string | undefined): boolean {
  const { action, effect } = toolUse(step, cwd);
  return (action === 'read' || action === 'search') && effect !== 'unknown' && effect.writes.length === 0;
}

/** The path or query stood in an earlier result of the run, so that it may have been learnt there. */
function dependsOn(step: ToolStep, run: readonly ToolStep[]): boolean {
  const names = Object.values(typeof step.args === 'object' && step.args !== null && !Array.isArray(step.args) ? step.args : {})
    .filter((value) => typeof value === 'string')
    .map((value) => value.slice(value.lastIndexOf('/') + 1))
    .filter((value) => value.length > 2);
  return run.some(({ result }) => names.some((name) => result?.text.includes(name)));
}
