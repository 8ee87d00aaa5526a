import path from 'node:path';
import { expect, test } from 'vitest';
import { listAgentFolders } from '../../../src/platform/agentHomes.ts';

function foldersOf(agent: string, variables?: Record<string, string>): string[] {
  return listAgentFolders('/h', variables)
    .filter((folder) => folder.agent === agent)
    .map(({ folder }) => folder.split(path.sep).join('/'));
}

test('knows the folders below a home folder', () => {
  expect(foldersOf('claude-code')).toEqual(['/h/.claude/projects', '/h/.config/claude/projects']);
  expect(foldersOf('openclaw')).toContain('/h/.openclaw/agents');
  expect(foldersOf('pi')).toEqual(['/h/.pi/agent/sessions']);
});

test("takes an agent's own variable in place of its folder", () => {
  expect(foldersOf('claude-code', { CLAUDE_CONFIG_DIR: '/x/claude, ~/other' })).toEqual(['/x/claude/projects', '/h/other/projects']);
  expect(foldersOf('openclaw', { OPENCLAW_STATE_DIR: '/x/claw' })).toEqual(['/x/claw/agents']);
  expect(foldersOf('pi', { PI_CODING_AGENT_DIR: '' })).toEqual(['/h/.pi/agent/sessions']);
});
