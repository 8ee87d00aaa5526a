import { ZERO, type Money } from '../session/money.ts';
import type { Failure, Step } from './findings.ts';
import type { Scene } from './scene.ts';

/** How many steps later a success still counts as the repair of a failure. */
const REPAIR_WITHIN = 24;

/** All failures of a thread, each with the later step that did the same with success, if there is one. */
export function findFailures({ steps, uses, statuses }: Pick<Scene, 'steps' | 'uses' | 'statuses'>): Failure[] {
  const failures: Failure[] = [];
  steps.forEach((step, index) => {
    const failure = statuses.get(step.n)?.failure;
    if (!failure) return;
    const later = steps.slice(index + 1, index + 1 + REPAIR_WITHIN);
    const isRepair = (s: Step): boolean => (step.kind === 'llm' ? s.kind === 'llm' : repairs(s, step, uses, statuses));
    const repairedBy = later.find(isRepair);
    const mended = repairedBy && !statuses.get(repairedBy.n)?.failure ? repairedBy : undefined;
    failures.push({
      step,
      ...failure,
      ...(mended && { repairedBy: mended, usd: spent(steps, step, mended) }),
    });
  });
  return failures;
}

function spent(steps: readonly Step[], from: Step, to: Step): Money {
  return steps.slice(from.n - 1, to.n).reduce((sum, step) => sum + step.usd, ZERO);
}

/** True where `later` did with success what `failed` tried: the same kind of action on the same thing. */
function repairs(later: Step, failed: Step, uses: Scene['uses'], statuses: Scene['statuses']): boolean {
  const a = uses.get(failed.n);
  const b = uses.get(later.n);
  if (!a || !b || a.action !== b.action || later.entry.kind !== 'tool' || !later.entry.result) return false;
  const status = statuses.get(later.n)?.status;
  if (status !== undefined && status !== 'expected') return false;
  switch (a.action) {
    case 'write':
      return a.path !== undefined && a.path === b.path;
    case 'read':
      return a.path !== undefined && b.path !== undefined && (a.path === b.path || lastName(a.path) === lastName(b.path));
    case 'shell':
      return sameProgram(a.family) === sameProgram(b.family) && alike(a.command ?? '', b.command ?? '');
    case 'search':
      return a.family === b.family && a.query === b.query;
    case 'web':
      return a.family === b.family && a.query === b.query;
    default:
      return a.family === b.family && a.key === b.key;
  }
}

/** `python` that is not there and `python3` that is are one program under two names. */
function sameProgram(family: string): string {
  return family.replace(/^(python|pip)3(?:\.\d+)?(?= |$)/, '$1');
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Two command lines of one family are about the same when they share at least half of their words. */
function alike(a: string, b: string): boolean {
  const first = new Set(words(a));
  const second = new Set(words(b));
  const common = [...first].filter((word) => second.has(word)).length;
  return common * 2 >= Math.min(first.size, second.size);
}

function words(command: string): string[] {
  return command
    .slice(0, 2_000)
    .split(/[\s"'=;&|()]+/)
    .filter((word) => word !== '' && word !== 'cd' && !/^(?:\d?>|2>&1|tail|head|-\d+)/.test(word));
}
