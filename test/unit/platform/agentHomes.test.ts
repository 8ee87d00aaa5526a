import { readFileSync } from 'node:fs';
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
  expect(foldersOf('codex')).toEqual(['/h/.codex/sessions', '/h/.codex/archived_sessions']);
  expect(foldersOf('gemini-cli')).toEqual(['/h/.gemini/tmp']);
  expect(foldersOf('copilot-cli')).toEqual(['/h/.copilot/session-state']);
});

test("takes an agent's own variable in place of its folder", () => {
  expect(foldersOf('claude-code', { CLAUDE_CONFIG_DIR: '/x/claude, ~/other' })).toEqual(['/x/claude/projects', '/h/other/projects']);
  expect(foldersOf('openclaw', { OPENCLAW_STATE_DIR: '/x/claw' })).toEqual(['/x/claw/agents']);
  expect(foldersOf('codex', { CODEX_HOME: '/x/codex' })).toEqual(['/x/codex/sessions', '/x/codex/archived_sessions']);
  expect(foldersOf('gemini-cli', { GEMINI_CLI_HOME: '/x/home' })).toEqual(['/x/home/.gemini/tmp']);
  expect(foldersOf('copilot-cli', { COPILOT_HOME: '~/c' })).toEqual(['/h/c/session-state']);
  expect(foldersOf('pi', { PI_CODING_AGENT_DIR: '' })).toEqual(['/h/.pi/agent/sessions']);
});

test('has a place for every agent that the texts name, and the texts name every agent that has one', () => {
  const texts = JSON.parse(readFileSync(new URL('../../../package.nls.json', import.meta.url), 'utf8')) as Record<string, string>;
  const labels = new Set(listAgentFolders('/h').map(({ label }) => label));
  for (const key of ['welcome.noWorkspace', 'setting.watchAgentFolders', 'walkthrough.find.description'])
    for (const label of labels) expect(texts[key], key).toContain(label);
});
