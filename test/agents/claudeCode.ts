import path from 'node:path';
import { usd, type Agent } from './agent.ts';
import { sumTokens, sumUsd } from './readRecorded.ts';
import { runCommand } from './runCommand.ts';
import { QUESTION } from './script.ts';

interface Result {
  total_cost_usd: number;
  modelUsage: Record<string, { inputTokens: number; outputTokens: number; cacheReadInputTokens: number; cacheCreationInputTokens: number }>;
}

export const claudeCode: Agent = {
  name: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.197',
  scripts: true,
  recorded: '.claude/projects',
  async run({ bin, home, work, model }) {
    const variables = {
      HOME: home,
      CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: 'stub',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    };
    const args = ['-p', QUESTION, '--model', 'claude-opus-4-8', '--allowedTools', 'Read,Bash,Agent,Task', '--output-format', 'json'];
    return JSON.parse(await runCommand({ file: path.join(bin, 'claude'), args, cwd: work, variables })) as Result;
  },
  compare(said, sessions) {
    const result = said as Result;
    const models = Object.values(result.modelUsage);
    const sum = (field: keyof (typeof models)[number]): number => models.reduce((total, model) => total + model[field], 0);
    const { prompt, cached, output } = sumTokens(sessions);
    return [
      { what: 'total_cost_usd', theirs: usd(result.total_cost_usd), ours: usd(sumUsd(sessions)) },
      {
        what: 'modelUsage: prompt tokens',
        theirs: String(sum('inputTokens') + sum('cacheReadInputTokens') + sum('cacheCreationInputTokens')),
        ours: String(prompt),
      },
      { what: 'modelUsage: cache reads', theirs: String(sum('cacheReadInputTokens')), ours: String(cached) },
      { what: 'modelUsage: output tokens', theirs: String(sum('outputTokens')), ours: String(output) },
    ];
  },
};
