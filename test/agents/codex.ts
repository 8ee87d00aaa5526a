import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from './agent.ts';
import { sumTokens } from './readRecorded.ts';
import { runCommand } from './runCommand.ts';
import { QUESTION } from './script.ts';

interface TurnUsage {
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_output_tokens: number;
}

export const codex: Agent = {
  name: 'Codex',
  package: '@openai/codex',
  version: '0.169.0',
  scripts: true,
  recorded: 'codex/sessions',
  async run({ bin, home, work, model }) {
    const folder = path.join(home, 'codex');
    mkdirSync(folder);
    const settings = [
      'model = "gpt-5.5"',
      'model_provider = "stub"',
      'approval_policy = "never"',
      'sandbox_mode = "danger-full-access"',
      '[model_providers.stub]',
      'name = "stub"',
      `base_url = "${model}/v1"`,
      'wire_api = "responses"',
      'env_key = "STUB_KEY"',
    ];
    writeFileSync(path.join(folder, 'config.toml'), `${settings.join('\n')}\n`);
    const variables = { HOME: home, CODEX_HOME: folder, STUB_KEY: 'stub' };
    const args = ['exec', '--enable', 'multi_agent_v2', '--skip-git-repo-check', '--json', QUESTION];
    const lines = (await runCommand({ file: path.join(bin, 'codex'), args, cwd: work, variables })).trim().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { type: string; usage?: TurnUsage });
    return events.flatMap(({ type, usage }) => (type === 'turn.completed' && usage ? [usage] : []));
  },
  compare(said, sessions) {
    const turns = said as TurnUsage[];
    const sum = (field: keyof TurnUsage): string => String(turns.reduce((total, turn) => total + turn[field], 0));
    // Codex tells of the thread that was asked; a sub-agent's is another, and bills for itself.
    const { prompt, cached, output, reasoning } = sumTokens(sessions.filter(({ session }) => session.parentId === undefined));
    return [
      { what: 'usage: input_tokens', theirs: sum('input_tokens'), ours: String(prompt) },
      { what: 'usage: cached_input_tokens', theirs: sum('cached_input_tokens'), ours: String(cached) },
      { what: 'usage: output_tokens', theirs: sum('output_tokens'), ours: String(output) },
      { what: 'usage: reasoning_output_tokens', theirs: sum('reasoning_output_tokens'), ours: String(reasoning) },
    ];
  },
};
