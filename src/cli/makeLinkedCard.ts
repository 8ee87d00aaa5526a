import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import type { LinkedAgentFigures } from '../protocol/workerMessages.ts';
import type { CardJob } from './fileJob.ts';

/** The card of a session with the dollars of sub-agents in other files. A module of its own: who has kept all cards does without the readers. */
export async function makeLinkedCard(file: string, job: CardJob, linkedAgents: readonly LinkedAgentFigures[]): Promise<string> {
  const outcomes = job.outcomes && { ...job.outcomes, folders: new OutcomeFolders() };
  const result = await analyzeFile(file, { book: createPriceBook(), agentFiles: new AgentFiles(), ...(outcomes && { outcomes }) });
  if (result.kind !== 'session') throw new Error(`${file}: ${result.reason}`);
  const analyzed = job.upstream ? withUpstreamRedundancy(result.analyzed) : result.analyzed;
  return compileCardText(analyzed, { ...job.card, linkedAgents });
}
