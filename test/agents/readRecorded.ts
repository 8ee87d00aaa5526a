import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../src/core/cost/attributedSession.ts';
import { createPriceBook } from '../../src/core/cost/priceBook.ts';
import { readOwnPrices } from '../../src/core/cost/readOwnPrices.ts';
import { formatUsdExact, type Money } from '../../src/core/session/money.ts';
import type { Session, Usage } from '../../src/core/session/session.ts';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { discoverTraces } from '../../src/platform/discoverTraces.ts';
import { dropOwnedAgentFiles } from '../../src/platform/dropOwnedAgentFiles.ts';
import { loadSession } from '../../src/platform/loadSession.ts';

/** What the agents that take prices from their settings are told the stub costs, in dollars per million tokens. */
export const STUB_MODEL = 'stub-model';
export const STUB_PRICE = { input: 2.5, output: 15, cacheRead: 0.25, cacheWrite: 0 };

export interface ReadSession {
  session: Session;
  attributed: AttributedSession;
  usd: string;
  /** Attributed dollars by owner, added up. */
  owned: string;
  tokens: Usage;
}

/** All sessions below a folder as the product reads and prices them. */
export async function readRecorded(folder: string): Promise<ReadSession[]> {
  const perMillion = { ...STUB_PRICE, cacheWrite5m: STUB_PRICE.cacheWrite };
  const book = createPriceBook(readOwnPrices([{ model: STUB_MODEL, perMillion, source: 'the stub' }]));
  const agentFiles = new AgentFiles();
  const { files } = await discoverTraces([folder]);
  const sessions: ReadSession[] = [];
  for (const file of await dropOwnedAgentFiles(files, agentFiles)) {
    const loaded = await loadSession(file.path, { agentFiles });
    if (loaded.kind !== 'session') continue;
    const attributed = attributeSession(loaded.session, book);
    const parts = Object.values(attributed.buckets).reduce<Money>((sum, part: Money) => sum + part, 0n);
    sessions.push({
      session: loaded.session,
      attributed,
      usd: formatUsdExact(attributed.total),
      owned: formatUsdExact(parts),
      tokens: attributed.tokens,
    });
  }
  return sessions;
}

/** Exact dollars of several sessions together. */
export function sumUsd(sessions: readonly ReadSession[]): string {
  return formatUsdExact(sessions.reduce<Money>((sum, { attributed }) => sum + attributed.total, 0n));
}

/** Tokens of several sessions together: the whole prompts, what of them came from the cache, and the answers. */
export function sumTokens(sessions: readonly ReadSession[]): { prompt: number; cached: number; output: number; reasoning: number } {
  const sum = { prompt: 0, cached: 0, output: 0, reasoning: 0 };
  for (const { tokens } of sessions) {
    sum.prompt += tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
    sum.cached += tokens.cacheRead;
    sum.output += tokens.output;
    sum.reasoning += tokens.reasoning;
  }
  return sum;
}
