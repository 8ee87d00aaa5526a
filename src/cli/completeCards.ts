import path from 'node:path';
import { figuresOfLinked } from '../platform/figuresOfLinked.ts';
import { linkSummaries } from '../platform/linkSummaries.ts';
import type { LinkedAgentFigures } from '../protocol/workerMessages.ts';
import type { createLinkedCards } from './createLinkedCards.ts';
import type { CardJob, SessionResult } from './fileJob.ts';
import { KeptRows } from './keptRows.ts';
import type { KeepRequest } from './keptRows.ts';
import { packResult } from './packResult.ts';
import type { Terminal } from './terminal.ts';

/**
 * The card of each session, in their order. Made now are those that had to wait: they show sub-agents of other files, whose dollars were not known
 * before. They are kept beside the others, and good as long as these dollars are the same.
 */
export async function completeCards(
  found: readonly SessionResult[],
  job: CardJob,
  keep: KeepRequest,
  terminal: Terminal,
): Promise<string[]> {
  const waiting = found.filter(({ card }) => card === undefined).map(({ path: file }) => file);
  const agents = waiting.length > 0 ? await findLinkedAgents(found) : undefined;
  const agentsOf = (file: string): readonly LinkedAgentFigures[] => agents?.get(path.resolve(file)) ?? [];
  const facts = (file: string): string => `${keep.facts?.(file) ?? ''}\n${JSON.stringify(agentsOf(file))}`;
  const kept = waiting.length > 0 ? KeptRows.open<string>({ ...keep, name: `${keep.name}-linked`, facts }, terminal) : undefined;
  const known = (await kept?.recall(waiting))?.values();
  let compile: ReturnType<typeof createLinkedCards> | undefined;
  const cards: string[] = [];
  for (const result of found) cards.push(result.card ?? known?.next().value ?? (await makeCard(result)));
  await kept?.flush();
  return cards;

  async function makeCard(result: SessionResult): Promise<string> {
    const { path: file } = result;
    const [stamp] = (await kept?.stamp([file])) ?? [];
    compile ??= (await import('./createLinkedCards.ts')).createLinkedCards(job);
    const card = await compile(file, agentsOf(file));
    await kept?.keep(file, stamp, packResult({ ...result, card }) && card);
    return card;
  }
}

/** By absolute path of the session: what is known of its sub-agents that are sessions of their own. */
async function findLinkedAgents(found: readonly SessionResult[]): Promise<Map<string, LinkedAgentFigures[]>> {
  const summaries = await linkSummaries(found.map(({ linkable }) => linkable));
  const byPath = new Map(summaries.map((summary) => [summary.path, summary]));
  return new Map(summaries.map((summary) => [path.resolve(summary.path), figuresOfLinked(summary, (child) => byPath.get(child))]));
}
