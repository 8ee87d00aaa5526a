import { clusterSteps } from './clusterSteps.ts';
import { stepRange } from './cardSteps.ts';
import { checkSums, moneyOf } from './checkSums.ts';
import type { CardPath } from './readCardText.ts';

/** Takes a problem at a path of the card. */
export type Report = (path: CardPath, code: string, message: string) => void;

type Fields = { [key: string]: unknown };

/** What a schema cannot say: sums, references, order, unique names. Takes any data, however broken, and checks what is there. */
export function checkCard(data: unknown, report: Report): void {
  const card = asRecord(data);
  const rows = asList(card['steps']).map(asRecord);
  const clusters = asList(card['redundancy']).map(asRecord);
  checkSums(card, report);
  checkOrder(rows, report);
  checkClusters(card, rows, clusters, report);
  checkReferences(card, rows, report);
  const context = asRecord(card['context']);
  for (const name of ['start', 'end']) {
    if (Number(context[name]) > Number(context['peak']))
      report(['context', 'peak'], 'peak-below', `The peak cannot be below the context's ${name}.`);
  }
}

export function asRecord(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkOrder(rows: readonly Fields[], report: Report): void {
  let last = -1;
  const named = new Set<string>();
  rows.forEach(({ step }, i) => {
    const name = String(step);
    if (named.has(name)) return report(['steps', i, 'step'], 'duplicate-step', `Step ${name} is listed twice.`);
    named.add(name);
    const range = stepRange(step);
    if (!range) return;
    if (range.to < range.from) return report(['steps', i, 'step'], 'wrong-order', `The range ${name} runs backwards.`);
    if (range.from <= last)
      report(['steps', i, 'step'], 'wrong-order', `Step ${name} stands after step ${last}: rows are in order of time and never overlap.`);
    last = Math.max(last, range.to);
  });
}

function checkClusters(card: Fields, rows: readonly Fields[], clusters: readonly Fields[], report: Report): void {
  const ids = new Set<unknown>();
  const usdOfStep = new Map(rows.map((row) => [row['step'], moneyOf(row['usd'])]));
  clusters.forEach((cluster, i) => {
    if (ids.has(cluster['id'])) report(['redundancy', i, 'id'], 'duplicate-cluster', `Cluster ${String(cluster['id'])} is listed twice.`);
    ids.add(cluster['id']);
    const usd = moneyOf(cluster['usd']);
    const steps = asList(cluster['steps']).filter((step) => typeof step === 'number' || typeof step === 'string');
    const wasted = clusterSteps(String(cluster['kind']), steps).wasted.map((step) => usdOfStep.get(step));
    if (usd === undefined || wasted.length === 0 || wasted.some((w) => w === undefined)) return;
    if (usd > wasted.reduce<bigint>((sum, w) => sum + (w ?? 0n), 0n)) {
      report(['redundancy', i, 'usd'], 'cluster-above-rows', 'The cluster costs more than the rows of its wasted steps.');
    }
  });
  // Where clusters were left out, a flag may name one of them.
  if (asRecord(card['more'])['redundancy'] !== undefined) return;
  rows.forEach((row, i) => {
    asList(row['flags']).forEach((flag, j) => {
      if (typeof flag === 'string' && /^r\d+$/.test(flag) && !ids.has(flag))
        report(['steps', i, 'flags', j], 'unknown-cluster', `There is no cluster ${flag} under "redundancy".`);
    });
  });
}

function checkReferences(card: Fields, rows: readonly Fields[], report: Report): void {
  const ranges = rows.map((row) => stepRange(row['step'])).filter((range) => range !== undefined);
  const check = (value: unknown, path: CardPath): void => {
    if (typeof value !== 'number' || value === 0) return;
    if (!ranges.some((range) => range.from <= value && value <= range.to))
      report(path, 'unknown-step', `There is no step ${value} in "steps".`);
  };
  asList(card['redundancy']).forEach((cluster, i) =>
    asList(asRecord(cluster)['steps']).forEach((step, j) => check(step, ['redundancy', i, 'steps', j])),
  );
  asList(card['failures']).forEach((failure, i) => {
    const { step, repaired_by: repair } = asRecord(failure);
    check(step, ['failures', i, 'step']);
    check(repair, ['failures', i, 'repaired_by']);
    if (typeof step === 'number' && typeof repair === 'number' && repair <= step)
      report(['failures', i, 'repaired_by'], 'repair-before-failure', 'A repair comes after its failure.');
  });
  asList(card['agents']).forEach((agent, i) => check(asRecord(agent)['step'], ['agents', i, 'step']));
  const context = asRecord(card['context']);
  for (const list of ['compactions', 'rewrites'])
    asList(context[list]).forEach((item, i) => check(asRecord(item)['step'], ['context', list, i, 'step']));
}
