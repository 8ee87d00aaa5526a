import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { usd, type Agent } from './agent.ts';
import { STUB_MODEL, sumUsd } from './readRecorded.ts';
import { runCommand } from './runCommand.ts';
import { QUESTION } from './script.ts';
import { stubProvider } from './stubProvider.ts';

export const pi: Agent = {
  name: 'pi',
  package: '@earendil-works/pi-coding-agent',
  version: '0.74.2',
  scripts: true,
  recorded: 'agent/sessions',
  async run({ bin, home, work, model }) {
    const folder = path.join(home, 'agent');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'models.json'), JSON.stringify({ providers: { stub: stubProvider(model) } }));
    const variables = { HOME: home, PI_CODING_AGENT_DIR: folder };
    const args = ['-p', QUESTION, '--provider', 'stub', '--model', STUB_MODEL];
    await runCommand({ file: path.join(bin, 'pi'), args, cwd: work, variables });
    return costsIn(path.join(folder, 'sessions'));
  },
  compare(said, sessions) {
    const total = (said as number[]).reduce((sum, cost) => sum + cost, 0);
    return [{ what: 'Σ usage.cost.total', theirs: usd(total), ours: usd(sumUsd(sessions)) }];
  },
};

/** The dollars that pi wrote to each message, read as plainly as can be. */
function costsIn(folder: string): number[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.jsonl'));
  const lines = files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').trim().split('\n'));
  return lines.flatMap(
    (line) => (JSON.parse(line) as { message?: { usage?: { cost?: { total?: number } } } }).message?.usage?.cost?.total ?? [],
  );
}
