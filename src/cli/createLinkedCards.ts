import { withUpstreamRedundancy } from '../core/card/findUpstreamRedundancy.ts';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { AgentFiles } from '../platform/agentFiles.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import { compileCardText } from '../platform/compileCardText.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import type { LinkedAgentFigures } from '../protocol/workerMessages.ts';
import type { CardJob } from './fileJob.ts';

/**
 * Makes cards of sessions with the dollars of sub-agents in other files, with prices and agent files found once. A module of its own: who has kept
 * all cards does without the readers. What is made throws an Error for a file that cannot be read any more.
 */
export function createLinkedCards(job: CardJob): (file: string, linkedAgents: readonly LinkedAgentFigures[]) => Promise<string> {
  const outcomes = job.outcomes && { ...job.outcomes, folders: new OutcomeFolders() };
  const options = { book: createPriceBook(), agentFiles: new AgentFiles(), ...(outcomes && { outcomes }) };
  return async (file, linkedAgents) => {
    const result = await analyzeFile(file, options);
    if (result.kind !== 'session') throw new Error(`${file}: ${result.reason}`);
    const analyzed = job.upstream ? withUpstreamRedundancy(result.analyzed) : result.analyzed;
    return compileCardText(analyzed, { ...job.card, linkedAgents });
  };
}
