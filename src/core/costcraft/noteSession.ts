import type { AnalyzedSession, CheckResult, Step } from '../card/findings.ts';
import { stepStatus } from '../card/stepStatus.ts';
import { modelRemovals } from '../cost/simulateBill.ts';
import { formatUsdExact, ZERO } from '../session/money.ts';
import { resultHash } from '../session/resultHash.ts';
import type { SourcePointer } from '../session/session.ts';
import { adviseSession } from './adviseSession.ts';
import { ANALYSTS } from './analysts.ts';
import type { Observation, Pattern } from './candidate.ts';
import { mainCommand } from './diffCommands.ts';
import type { Evidence } from './patch.ts';
import { patchId } from './patchId.ts';
import { readTraits } from './preserve/readTraits.ts';
import { tokenCost } from './ruleCost.ts';
import { noteBill, type CommandForm, type NotedObservation, type SessionNotes } from './sessionNotes.ts';
import { viewSession, type SessionView } from './sessionView.ts';
import { isKnownOption, knownFamily } from './vocabulary.ts';

/** Sentences that are kept a session and pattern: more than one, for the dearest may be a copy of an older session's step. */
const TOLD = 8;

/** Lets the analysts look at a session and keeps what they saw. The session itself is not needed any more afterwards. */
export function noteSession(analyzed: AnalyzedSession): SessionNotes {
  const { attributed } = analyzed;
  const { session } = attributed;
  const view = viewSession(analyzed);
  const observations = ANALYSTS.flatMap((analyst) => analyst(view));
  const patterns = new Numbered<Pattern>();
  const checks = new Numbered<CheckResult[]>();
  const { model, removals } = modelRemovals(
    attributed,
    observations.flatMap(({ instance: { removals: r } }) => [r.low, r.mid, r.high]),
  );
  const told = findTold(observations);
  const noted = observations.map((observation, i): NotedObservation => {
    const { instance, contradicts, ...pattern } = observation;
    const [low, mid, high] = removals.slice(i * 3, i * 3 + 3);
    return {
      pattern: patterns.add(JSON.stringify(pattern), pattern),
      key: keyOf(instance.step),
      ...(contradicts && { contradicts: true }),
      step: instance.step.n,
      ...(instance.thread !== undefined && { thread: instance.thread }),
      evidence: instance.evidence.map(({ step, role }) => {
        const { source, line } = pointerOf(step, role);
        return { source, line, step: step.n, role, usd: formatUsdExact(step.usd) };
      }),
      ...(low && mid && high && !contradicts && { removals: { low, mid, high } }),
      checks: checks.add(JSON.stringify(instance.checks), instance.checks),
      saving: formatUsdExact(instance.saving),
      ...(instance.extra !== ZERO && { extra: formatUsdExact(instance.extra) }),
      ...(told.has(observation) && { sentence: instance.sentence }),
    };
  });
  return {
    id: session.id,
    path: session.sources[0]?.path ?? '',
    ...(session.startedAt !== undefined && { startedAt: session.startedAt }),
    ...(session.cwd !== undefined && { project: session.cwd }),
    outcome: session.outcome.result,
    traits: readTraits(view),
    usd: formatUsdExact(attributed.total),
    prices: attributed.priceTable,
    sources: session.sources.map(({ path, lines }) => ({ path, lines })),
    steps: {
      '': analyzed.steps.length,
      ...Object.fromEntries(analyzed.agents.map(({ path, steps }) => [`${path}.`, steps.length] as const)),
    },
    tokenUsd: formatUsdExact(tokenCost(attributed)),
    skills: skillsOf(view),
    patterns: patterns.values,
    checks: checks.values,
    observations: noted,
    successes: successesOf(view),
    bill: noteBill(model),
    advice: adviseSession(view),
  };
}

/** Values by key, each once, in the order in which they came. */
class Numbered<V> {
  readonly values: V[] = [];
  readonly #numbers = new Map<string, number>();

  add(key: string, value: V): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}

/** The id of a tool use or a call, which a copy of it bears too. Some sources count tool uses per session, so the result's hash goes along. */
function keyOf({ entry }: Step): string {
  return entry.kind === 'tool' ? `${entry.toolCallId} ${entry.result ? resultHash(entry.result) : ''}` : entry.billId;
}

/** A tool's waste, failure and repair stand in its result's record. */
function pointerOf({ entry }: Step, role: Evidence['role']): SourcePointer {
  return entry.kind === 'tool' && entry.result && role !== 'needed' ? entry.result.source : entry.source;
}

/** The dearest of each pattern that no check refutes: one of them is what an argument tells. */
function findTold(observations: readonly Observation[]): Set<Observation> {
  const byPattern = new Map<string, Observation[]>();
  for (const observation of observations) {
    if (observation.contradicts || observation.instance.checks.some(({ result }) => result === 'fail')) continue;
    const id = patchId(observation);
    const known = byPattern.get(id);
    if (known) known.push(observation);
    else byPattern.set(id, [observation]);
  }
  const dearer = (a: Observation, b: Observation): number => Number(b.instance.saving - a.instance.saving);
  return new Set([...byPattern.values()].flatMap((own) => own.sort(dearer).slice(0, TOLD)));
}

/** A skill's text is in the context where its file was read, or the tool was used that loads it. */
function skillsOf({ analyzed, uses }: SessionView): string[] {
  const names = new Set<string>();
  for (const step of analyzed.steps) {
    const { entry } = step;
    if (entry.kind !== 'tool' || !entry.result) continue;
    const use = uses.get(step.n);
    const file = use?.action === 'read' ? /([^/\\]+)[/\\]SKILL\.md$/i.exec(use.path ?? '')?.[1] : undefined;
    const { args } = entry;
    const named =
      entry.name === 'Skill' && typeof args === 'object' && args !== null && !Array.isArray(args)
        ? (args['skill'] ?? args['command'])
        : undefined;
    const name = file ?? (typeof named === 'string' ? named : undefined);
    if (name !== undefined) names.add(name);
  }
  return [...names].sort();
}

function successesOf({ analyzed, uses }: SessionView): SessionNotes['successes'] {
  const forms = new Map<string, { command: CommandForm; count: number }>();
  for (const step of analyzed.steps) {
    const use = uses.get(step.n);
    if (use?.action !== 'shell' || stepStatus(step, use).status !== undefined) continue;
    const words = mainCommand(use.command ?? '')?.words ?? [];
    const family = knownFamily(words.filter((word) => !word.startsWith('-')).join(' '));
    if (family === undefined) continue;
    const command: CommandForm = { family, options: [...new Set(words.filter(isKnownOption))].sort() };
    const key = JSON.stringify(command);
    const form = forms.get(key) ?? { command, count: 0 };
    form.count++;
    forms.set(key, form);
  }
  return [...forms.values()];
}
