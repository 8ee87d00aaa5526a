import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { formatTable } from '../../src/cli/formatTable.ts';
import type { Agent, Figure } from './agent.ts';
import { claudeCode } from './claudeCode.ts';
import { codex } from './codex.ts';
import { install } from './install.ts';
import { openclaw } from './openclaw.ts';
import { pi } from './pi.ts';
import { readRecorded, sumTokens, type ReadSession } from './readRecorded.ts';
import { DATA } from './script.ts';
import { startStubModel, type StubModel } from './stubModel.ts';

/**
 * Runs real agents against a scripted model and compares what they say they cost with what is read from their records. Exit status 1 when
 * a figure differs, when more was read than the model billed, or when an agent could not be run.
 */
const AGENTS: readonly Agent[] = [claudeCode, codex, pi, openclaw];

const { values, positionals } = parseArgs({ options: { keep: { type: 'boolean' } }, allowPositionals: true });
const chosen = AGENTS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.toLowerCase().includes(word.toLowerCase())),
);
let wrong = 0;
let figures = 0;
for (const agent of chosen) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clawtrace-agents-')));
  try {
    console.log(`${agent.name} ${agent.version}`);
    const rows = await runAgent(agent, folder);
    figures += rows.length;
    wrong += rows.filter(({ isRight }) => !isRight).length;
    console.log(`${table(rows)}\n`);
  } catch (error) {
    wrong++;
    console.log(`  could not be run: ${error instanceof Error ? error.message : String(error)}\n`);
  } finally {
    if (values.keep) console.log(`kept in ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
}
console.log(`${chosen.length} agents, ${figures} figures compared, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;

interface Row extends Figure {
  isRight: boolean;
  verdict: string;
}

async function runAgent(agent: Agent, folder: string): Promise<Row[]> {
  const [home, work] = [path.join(folder, 'home'), path.join(folder, 'work')];
  for (const made of [home, work]) mkdirSync(made);
  writeFileSync(path.join(work, DATA.name), DATA.text);
  const bin = await install(agent);
  const stub = await startStubModel(work);
  try {
    const said = await agent.run({ bin, home, work, model: `http://127.0.0.1:${stub.port}` });
    const sessions = await readRecorded(path.join(home, agent.recorded));
    return [...agent.compare(said, sessions).map(judge), ...billed(stub, sessions), ...sound(sessions)];
  } finally {
    await stub.close();
  }
}

function judge(figure: Figure): Row {
  const isRight = figure.theirs === figure.ours;
  return { ...figure, isRight, verdict: isRight ? 'equal' : 'DIFFERS' };
}

/** What the model counted. An agent may leave requests out of its records, but no record can hold more than was billed. */
function billed(stub: StubModel, sessions: readonly ReadSession[]): Row[] {
  const ours = sumTokens(sessions);
  return (['prompt', 'cached', 'output'] as const).map((name) => {
    const missing = stub.billed[name] - ours[name];
    const verdict = missing === 0 ? 'equal' : missing > 0 ? 'not recorded by the agent' : 'MORE THAN BILLED';
    return {
      what: `model's bill: ${name} tokens`,
      theirs: String(stub.billed[name]),
      ours: String(ours[name]),
      isRight: missing >= 0,
      verdict,
    };
  });
}

/** Every dollar on an owner, and the story in the sessions that the script told. */
function sound(sessions: readonly ReadSession[]): Row[] {
  const steps = sessions.flatMap(({ session }) => session.main.entries.filter((entry) => entry.kind === 'tool'));
  const failed = steps.filter(
    ({ result }) => result !== undefined && (result.isError || (result.exitCode ?? 0) !== 0 || /Cannot find module/.test(result.text)),
  );
  return [
    ...sessions.map(({ session, usd, owned }) => judge({ what: `${session.id.slice(0, 8)}: Σ attributed`, theirs: usd, ours: owned })),
    { ...judge({ what: 'the failure of the script', theirs: 'seen', ours: failed.length > 0 ? 'seen' : 'missed' }) },
  ];
}

function table(rows: readonly Row[]): string {
  const columns = [
    { title: '  FIGURE', align: 'left', least: 30 },
    { title: 'THEIRS', align: 'right' },
    { title: 'OURS', align: 'right' },
    { title: '', align: 'left' },
  ] as const;
  return formatTable(
    columns,
    rows.map(({ what, theirs, ours, verdict }) => [`  ${what}`, theirs, ours, verdict]),
    120,
  ).join('\n');
}
