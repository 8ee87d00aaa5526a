import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort } from '../../scripts/host/freePort.mjs';
import { formatUsdExact, type Money } from '../../src/core/session/money.ts';
import { usd, type Agent, type Figure } from './agent.ts';
import { STUB_MODEL, type ReadSession } from './readRecorded.ts';
import { runCommand, startService, type Command } from './runCommand.ts';
import { QUESTION } from './script.ts';
import { stubProvider } from './stubProvider.ts';

/** What OpenClaw's tables say of one session. */
interface Told {
  sessionId: string;
  /** Of its entry: what the latest run cost that was not the announcement of a sub-agent's end. */
  estimatedCostUsd: number;
  /** Dollars that the runtime counted, by run, in order. */
  runs: { runId: string; usd: number }[];
  /** Row of each answer -> its run. */
  runOf: Map<number, string>;
}

const STORE = 'state/agents/main/agent/openclaw-agent.sqlite';
const DONE_MS = 180_000;

export const openclaw: Agent = {
  name: 'OpenClaw',
  package: 'openclaw',
  version: '2026.9.6',
  scripts: false,
  recorded: 'state/agents',
  async run({ bin, home, work, model }) {
    const state = path.join(home, 'state');
    mkdirSync(state);
    const settings = {
      gateway: { mode: 'local', bind: 'loopback', port: await freePort(), auth: { mode: 'token', token: 'stub' } },
      // With its search for tools it would offer the model none for sub-agents.
      tools: { toolSearch: false },
      agents: { defaults: { workspace: work, model: { primary: `stub/${STUB_MODEL}` } } },
      models: { providers: { stub: stubProvider(model) } },
    };
    writeFileSync(path.join(state, 'openclaw.json'), JSON.stringify(settings));
    const command = { file: path.join(bin, 'openclaw'), cwd: work, variables: { HOME: home, OPENCLAW_STATE_DIR: state } };
    // Sub-agents live in the gateway; without it they are refused.
    const gateway = await startGateway({ ...command, args: ['gateway', 'run'] });
    try {
      await runCommand({ ...command, args: ['agent', '--session-id', 's1', '--message', QUESTION, '--json'] });
      await untilDone(path.join(home, STORE));
    } finally {
      await gateway.stop();
    }
    // Not before: the parent may answer once more when it hears of the sub-agent's end.
    return tellOf(path.join(home, STORE));
  },
  compare: (said, sessions) =>
    (said as Told[]).flatMap((told) =>
      figuresOf(
        told,
        sessions.find(({ session }) => session.id === told.sessionId),
      ),
    ),
};

/** On a busy machine it gives up by its own clocks; another start finds it warm. */
async function startGateway(command: Command, attempts = 4): ReturnType<typeof startService> {
  try {
    return await startService(command, 'http server listening');
  } catch (error) {
    if (attempts <= 1) throw error;
    return startGateway(command, attempts - 1);
  }
}

function figuresOf(told: Told, read: ReadSession | undefined): Figure[] {
  const name = told.sessionId.slice(0, 8);
  const latest = told.runs.findLast(({ runId }) => !runId.startsWith('announce:'))?.runId;
  let ofRun: Money = 0n;
  for (const [index, cost] of read?.attributed.main.calls ?? []) {
    const line = read?.session.main.entries[index]?.source.line ?? 0;
    if (told.runOf.get(line) === latest) ofRun += cost.total;
  }
  return [
    { what: `${name}: estimatedCostUsd (of the run)`, theirs: usd(told.estimatedCostUsd), ours: usd(formatUsdExact(ofRun)) },
    {
      what: `${name}: cost of its ${told.runs.length} runs`,
      theirs: usd(told.runs.reduce((sum, run) => sum + run.usd, 0)),
      ours: usd(read?.usd ?? NaN),
    },
  ];
}

/** A sub-agent ends after its parent has answered, and its parent then answers once more. */
async function untilDone(store: string): Promise<void> {
  const deadline = Date.now() + DONE_MS;
  for (let still = 0, before = ''; still < 8;) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const windows = ask(store, 'SELECT session_id, status, updated_at FROM session_windows ORDER BY session_id');
    const now = JSON.stringify(windows);
    const isIdle = windows.length > 1 && windows.every(({ status }) => status === 'done');
    still = isIdle && now === before ? still + 1 : 0;
    before = now;
    if (Date.now() > deadline) throw new Error(`the sessions did not end: ${now}`);
  }
}

/** Reads the tables as plainly as can be: nothing of the product is used. */
function tellOf(store: string): Told[] {
  return ask(store, 'SELECT entry_json FROM session_nodes ORDER BY session_key').map((node) => {
    const entry = JSON.parse(String(node['entry_json'])) as { sessionId: string; estimatedCostUsd: number };
    const { sessionId, estimatedCostUsd } = entry;
    const runs = ask(
      store,
      'SELECT run_id, event_json FROM trajectory_runtime_events WHERE session_id = ? ORDER BY seq',
      sessionId,
    ).flatMap((row) => {
      const event = JSON.parse(String(row['event_json'])) as {
        type: string;
        runId: string;
        data: { usage?: { cost?: { total?: number } } };
      };
      return event.type === 'model.completed' ? [{ runId: event.runId, usd: event.data.usage?.cost?.total ?? 0 }] : [];
    });
    const answers = ask(store, `SELECT event_json FROM transcript_events WHERE session_id = ? ORDER BY seq`, sessionId).map((row, i) => {
      const text = row['event_json'];
      const record = typeof text === 'string' ? (JSON.parse(text) as { message?: { __openclaw?: { runId?: string } } }) : {};
      return [i + 1, record.message?.__openclaw?.runId ?? ''] as const;
    });
    return { sessionId, estimatedCostUsd, runs, runOf: new Map(answers) };
  });
}

function ask(store: string, query: string, ...values: string[]): Record<string, unknown>[] {
  const database = new DatabaseSync(store, { readOnly: true, timeout: 5000 });
  try {
    return database.prepare(query).all(...values);
  } finally {
    database.close();
  }
}
