import { clusterSteps } from '../../core/card/clusterSteps.ts';
import type { CardInspection } from '../../core/card/inspectCard.ts';
import { escapeMarkdown, shorten } from '../shared/escapeMarkdown.ts';
import { countText, shareText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';
import type { ShownRow } from './rowFigures.ts';

type Cluster = CardInspection['clusters'][number];
type Failure = CardInspection['failures'][number];

/** Markdown about the row, cluster or failure on a line (1-based); undefined where there is nothing to say. All trace text is escaped. */
export function describeCardLine(inspection: CardInspection, line: number, t: Translate): string | undefined {
  const row = inspection.rows.find((candidate) => candidate.line === line);
  if (row) return describeRow(row, inspection, t);
  const cluster = inspection.clusters.find((candidate) => candidate.line === line);
  if (cluster) return describeCluster(cluster, t);
  const failure = inspection.failures.find((candidate) => candidate.line === line);
  return failure ? describeFailure(failure, inspection, t) : undefined;
}

/** Markdown about a row, or about the same step elsewhere; `title` stands for what the row is called. */
export function describeRow(
  row: ShownRow,
  { clusters, failures, total, bound }: Pick<CardInspection, 'clusters' | 'failures' | 'total' | 'bound'>,
  t: Translate,
  title = rowTitle(row, t),
): string {
  const cells: [string, string][] = [[t('Cost'), usdText(row.usd)]];
  if (total !== undefined) {
    const whole =
      bound === 'at least'
        ? t('{0} of at least {1}', shareText(row.share), usdText(total))
        : t('{0} of {1}', shareText(row.share), usdText(total));
    cells.push([t('Share'), whole]);
  }
  if (row.carry !== undefined && usdNumber(row.carry) > 0) {
    const once = usdNumber(row.usd) - usdNumber(row.carry);
    if (once > 0) cells.push([t('First time'), usdText(once.toFixed(15))]);
    cells.push([t('Carried on'), t('{0}, paid again in later prompts', usdText(row.carry))]);
  }
  if (row.tokens !== undefined) cells.push([t('Tokens'), countText(row.tokens)]);
  if (row.status !== undefined) cells.push([t('Status'), row.status]);
  const blocks = [`**${escapeMarkdown(title)}**`];
  if (row.target !== undefined) blocks.push(escapeMarkdown(shorten(row.target, 300)));
  blocks.push(table(cells));
  const notes = [
    ...clusters.filter(({ id }) => row.flags.includes(id)).map((cluster) => clusterSentence(cluster, t)),
    ...failures.filter(({ step }) => step === row.step).map((failure) => failureSentence(failure, t)),
  ];
  const known = new Set(clusters.map(({ id }) => id));
  const others = row.flags.filter((flag) => !known.has(flag));
  if (others.length > 0) notes.push(t('Flags: {0}', others.map(escapeMarkdown).join(', ')));
  if (notes.length > 0) blocks.push(notes.map((note) => `- ${note}`).join('\n'));
  return blocks.join('\n\n');
}

export function rowTitle(row: ShownRow, t: Translate): string {
  if (row.kind === 'prefix') return t('Prefix: system prompt and tools, before the first step');
  if (row.kind === 'user') return t('Messages of the user');
  if (row.kind === 'group') return t('Steps {0}: {1}', row.step, row.name);
  return t('Step {0}: {1}', row.step, row.name);
}

function describeCluster(cluster: Cluster, t: Translate): string {
  const { needed, wasted } = clusterSteps(cluster.kind, cluster.steps);
  const cells: [string, string][] = [
    [t('Kind'), `${cluster.kind}, ${cluster.class}`],
    [t('Cost'), usdText(cluster.usd)],
  ];
  if (needed !== undefined) cells.push([t('Needed'), t('step {0}', needed)]);
  if (wasted.length > 0)
    cells.push([t('Not needed'), wasted.length === 1 ? t('step {0}', wasted.join()) : t('steps {0}', wasted.join(', '))]);
  return [table(cells), escapeMarkdown(cluster.proof)].join('\n\n');
}

function describeFailure(failure: Failure, { rows }: CardInspection, t: Translate): string {
  const row = rows.find(({ step }) => step === failure.step);
  const title = row ? t('Step {0}: {1}', row.step, row.name) : t('Step {0}', failure.step);
  return [`**${escapeMarkdown(title)}**`, failureSentence(failure, t)].join('\n\n');
}

function clusterSentence({ kind, class: certainty, proof, steps, usd }: Cluster, t: Translate): string {
  const { wasted } = clusterSteps(kind, steps);
  const where = wasted.length === 1 ? t('step {0}', wasted.join()) : t('steps {0}', wasted.join(', '));
  const head = escapeMarkdown(t('{0} ({1}), {2} for {3}', kind, certainty, usdText(usd), where));
  return proof ? `${head}: ${escapeMarkdown(proof)}` : head;
}

function failureSentence({ error, repairedBy }: Failure, t: Translate): string {
  const outcome = repairedBy === undefined ? t('Failed and was not repaired') : t('Failed, repaired by step {0}', repairedBy);
  return `${escapeMarkdown(outcome)}: ${escapeMarkdown(shorten(error, 300))}`;
}

function table(cells: readonly [string, string][]): string {
  return ['| | |', '|:--|:--|', ...cells.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`)].join('\n');
}
