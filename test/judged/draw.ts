/**
 * Draws flagged instances at random, over kinds and formats, and prints what a person needs to judge them: node test/judged/draw.ts
 * [--seed 1] [--count 20] [--kind oversize] [--class proven] [--file part-of-name] [--chars 1200] [--unjudged] [--folder ../shared/traces].
 * Below each stands a line for labels.jsonl in which only the verdict and the note are missing. Nothing of the traces is stored.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeTarget } from '../../src/core/card/describeTarget.ts';
import type { Step } from '../../src/core/card/findings.ts';
import { toolUse } from '../../src/core/card/toolUse.ts';
import { formatUsdExact } from '../../src/core/session/money.ts';
import type { Entry } from '../../src/core/session/session.ts';
import { identity, listInstances, readLabels, type Instance, type Label } from './instances.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    kind: { type: 'string' },
    class: { type: 'string' },
    file: { type: 'string' },
    chars: { type: 'string', default: '1200' },
    unjudged: { type: 'boolean', default: false },
    folder: { type: 'string', default: path.join(import.meta.dirname, '../../../shared/traces') },
  },
});
const LABELS = path.join(import.meta.dirname, 'labels.jsonl');
const SHOWN = Number(values.chars);

/** A small seeded generator (mulberry32): the same seed draws the same instances. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of each kind, class and format in turn, so that a common one does not crowd out the others. */
function drawFrom(instances: readonly Instance[], count: number, next: () => number): Instance[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const key = `${instance.class} ${instance.kind} ${instance.file.split('/')[0]}`;
    groups.set(key, [...(groups.get(key) ?? []), instance]);
  }
  const drawn: Instance[] = [];
  const left = [...groups.values()];
  while (drawn.length < count && left.some((group) => group.length > 0)) {
    for (const group of left) {
      if (group.length === 0 || drawn.length >= count) continue;
      drawn.push(...group.splice(Math.floor(next() * group.length), 1));
    }
  }
  return drawn;
}

function cut(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN / 2)}\n   […${text.length - SHOWN} more…]\n${text.slice(-SHOWN / 2)}`;
}

function line(entry: Entry, step: Step | undefined, cwd: string | undefined): string {
  const name = step ? String(step.n) : '-';
  if (entry.kind === 'llm') return `${name} llm: ${entry.text.slice(0, 160).replaceAll('\n', ' ')}`;
  if (entry.kind === 'user') return `${name} ${entry.byPerson ? 'USER' : 'harness'}: ${entry.text.slice(0, 160).replaceAll('\n', ' ')}`;
  if (entry.kind === 'compaction') return `${name} COMPACTION`;
  const use = toolUse(entry, cwd);
  const effect = use.effect === 'unknown' ? 'UNKNOWN EFFECT' : use.effect.writes.length > 0 ? `WRITES ${use.effect.writes.join()}` : '';
  return `${name} ${entry.name}: ${describeTarget(use, entry.args, cwd, entry.agent?.task) ?? ''} ${effect}${entry.result?.isError ? ' ERROR' : ''}`;
}

function show(instance: Instance, index: number): string {
  const { needed, wasted, entries, analyzed, cluster } = instance;
  const { cwd } = analyzed.attributed.session;
  const steps = new Map<Entry, Step>();
  for (const thread of [analyzed, ...analyzed.agents]) for (const step of thread.steps) steps.set(step.entry, step);
  const part = (title: string, step: Step): string => {
    const { entry } = step;
    if (entry.kind === 'llm') return `## ${title} ${step.n}: ${entry.model}, ${JSON.stringify(entry.content)} ${entry.stop}`;
    return `## ${title} ${step.n} (record at byte ${entry.source.offset}): ${entry.name} ${cut(JSON.stringify(entry.args))}\n${cut(entry.result?.text ?? '(no result)')}`;
  };
  const from = needed ? needed.entry.index + 1 : Math.max(0, wasted.entry.index - 4);
  const context = entries.slice(from, wasted.entry.index);
  const after = entries.slice(wasted.entry.index + 1, wasted.entry.index + (needed ? 7 : 40));
  const list = (some: readonly Entry[]): string => some.map((entry) => `   ${line(entry, steps.get(entry), cwd)}`).join('\n');
  const shown = context.length <= 60 ? context : [...context.slice(0, 30), ...context.slice(-30)];
  const label: Label = { kind: instance.kind, class: instance.class, steps: instance.steps, at: instance.at, verdict: 'unsure', note: '' };
  return [
    `\n${'='.repeat(20)} ${index + 1}. ${instance.class} ${instance.kind}, ${instance.file}, steps ${instance.steps.join(' -> ')}, $${formatUsdExact(cluster.usd)} (whole cluster)`,
    cluster.proof,
    needed ? part('needed', needed) : '',
    `## between (${context.length})\n${list(shown)}`,
    part('in question', wasted),
    `## after\n${list(after)}`,
    JSON.stringify(label),
  ].join('\n');
}

const judged = new Set(values.unjudged && existsSync(LABELS) ? readLabels(LABELS).map(identity) : []);
const all = await listInstances(values.folder);
const wanted = all.filter(
  (instance) =>
    (values.kind === undefined || instance.kind === values.kind) &&
    (values.class === undefined || instance.class === values.class) &&
    (values.file === undefined || instance.file.includes(values.file)) &&
    !judged.has(identity(instance)),
);
const drawn = drawFrom(wanted, Number(values.count), random(Number(values.seed)));
process.stdout.write(
  `${drawn.map(show).join('\n')}\n\n${drawn.length} of ${wanted.length} instances (${all.length} in all), seed ${values.seed}\n`,
);
