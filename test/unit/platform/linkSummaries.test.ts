import path from 'node:path';
import { expect, test } from 'vitest';
import { createPriceBook } from '../../../src/core/cost/priceBook.ts';
import { AgentFiles } from '../../../src/platform/agentFiles.ts';
import { analyzeFile } from '../../../src/platform/analyzeFile.ts';
import { linkableSummary } from '../../../src/platform/linkableSummary.ts';
import { linkSummaries } from '../../../src/platform/linkSummaries.ts';
import type { LinkableSummary } from '../../../src/platform/linkableSummary.ts';
import { claudeSession } from '../cli/sampleSessions.ts';
import { temporaryFolder } from './temporaryFolder.ts';

async function linkable(file: string): Promise<LinkableSummary> {
  const result = await analyzeFile(file, { book: createPriceBook(), agentFiles: new AgentFiles() });
  if (result.kind !== 'session') throw new Error(result.reason);
  return linkableSummary(result.analyzed, file);
}

/** A parent whose tool use starts a sub-agent, and that sub-agent's file under a name that is not the standard layout's. */
function family(): { parent: string; child: string } {
  const start = claudeSession({ turns: 1 }).replace('"name":"Read","input":{', '"name":"Task","input":{"prompt":"Look into it.",');
  const folder = temporaryFolder({
    'parent.jsonl': start.replace(
      '"message":{"role":"user","content":[',
      '"toolUseResult":{"agentId":"a7"},"message":{"role":"user","content":[',
    ),
    'child.jsonl': claudeSession({ agentId: 'a7', prefix: 'child' }),
  });
  return { parent: path.join(folder, 'parent.jsonl'), child: path.join(folder, 'child.jsonl') };
}

test('names the parent of a session, and no longer misses the records that are there', async () => {
  const { parent, child } = family();
  const [alone] = await linkSummaries([await linkable(parent)]);
  expect(alone).toMatchObject({ lowerBound: true, agents: 1 });
  expect(alone?.warnings.join()).toContain('were not found');
  const [withChild, ofParent] = await linkSummaries([await linkable(parent), await linkable(child)]);
  expect(withChild).toMatchObject({ lowerBound: false, warnings: [], usd: alone?.usd });
  expect(ofParent).toMatchObject({ path: child, parent });
});

test('keeps little of a session', async () => {
  const { parent } = family();
  const { skeleton } = await linkable(parent);
  expect(skeleton.main.entries.map(({ kind }) => kind)).toEqual(['tool']);
  expect(JSON.stringify(skeleton).length).toBeLessThan(2_000);
});
