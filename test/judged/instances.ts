import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { AnalyzedSession, Cluster, Step } from '../../src/core/card/findings.ts';
import { threadFindings } from '../../src/core/card/threadFindings.ts';
import type { StepLabel } from '../../src/core/card/traceCard.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import type { Entry } from '../../src/core/session/session.ts';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../src/platform/analyzeFile.ts';

/** One step that a detector calls unneeded: what a person judges. */
export interface Instance {
  /** Relative to the folder of traces. */
  file: string;
  kind: Cluster['kind'];
  class: Cluster['class'];
  /** The needed step, where the kind has one, then the one in question, as the card names them. */
  steps: StepLabel[];
  /** Where the records of these steps stand. */
  at: Position[];
  cluster: Cluster;
  needed: Step | undefined;
  wasted: Step;
  entries: readonly Entry[];
  analyzed: AnalyzedSession;
}

export interface Position {
  /** Of the whole file that holds the record. */
  sha256: string;
  /** Byte offset of the record. Several steps may stand in one; `call` then tells which. */
  offset: number;
  /** Hash-free identity within the record: how many tool uses of the thread with the same offset come before. */
  nth: number;
}

/** A judgement, kept without any text of the trace. */
export interface Label {
  kind: Cluster['kind'];
  class: Cluster['class'];
  steps: StepLabel[];
  at: Position[];
  verdict: 'right' | 'wrong' | 'unsure';
  /** In the judge's own words. */
  note: string;
}

/** The session files below a folder, in order of their names. */
export function traceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.tsv'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Every instance in the sessions of a folder, in order of files, threads and steps. */
export async function listInstances(folder: string, only: (file: string) => boolean = () => true): Promise<Instance[]> {
  const options = { book: createPriceBook(), agentFiles: new AgentFiles() };
  const instances: Instance[] = [];
  const seen = new Set<string>();
  for (const file of traceFiles(folder).filter(only)) {
    const read = await analyzeFile(path.join(folder, file), options);
    if (read.kind !== 'session') continue;
    for (const instance of instancesOf(file, read.analyzed)) {
      // A sub-agent's file is read with its parent and by itself.
      const key = identity(instance);
      if (!seen.has(key)) instances.push(instance);
      seen.add(key);
    }
  }
  return instances;
}

function instancesOf(file: string, analyzed: AnalyzedSession): Instance[] {
  const { session } = analyzed.attributed;
  const threads = [session.main.entries, ...analyzed.agents.map(({ run }) => run.thread?.entries ?? [])];
  return threadFindings(analyzed).flatMap(({ clusters, label }, i) =>
    clusters.flatMap((cluster) =>
      cluster.wasted.map((wasted): Instance => {
        const entries = threads[i] ?? [];
        const steps = [...(cluster.needed ? [cluster.needed] : []), wasted];
        const at = steps.map(({ entry }) => positionOf(analyzed, entries, entry));
        return {
          file,
          kind: cluster.kind,
          class: cluster.class,
          steps: steps.map(label),
          at,
          cluster,
          needed: cluster.needed,
          wasted,
          entries,
          analyzed,
        };
      }),
    ),
  );
}

function positionOf({ attributed: { session } }: AnalyzedSession, entries: readonly Entry[], entry: Entry): Position {
  const { source, offset } = entry.source;
  const isBefore = (other: Entry): boolean => other.source.source === source && other.source.offset === offset && other.index < entry.index;
  return { sha256: session.sources[source]?.sha256 ?? '', offset, nth: entries.filter(isBefore).length };
}

/** Equal for the same kind of finding about the same records, whatever the detector's reasons and the numbers of the steps. */
export function identity({ kind, at }: Pick<Label, 'kind' | 'at'>): string {
  const last = at.at(-1);
  return `${kind} ${last?.sha256}:${last?.offset}:${last?.nth}`;
}

/** The labels that are kept, one JSON object a line. */
export function readLabels(file: string): Label[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Label);
}
