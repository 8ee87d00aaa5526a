import { Conversation } from './conversation.ts';
import { writeClaudeSession } from './claudeWriter.ts';
import type { WrittenFile } from './claudeWriter.ts';
import { writeOpenclawSession } from './openclawWriter.ts';
import { numbered, RATES_PY, TARIFF_MD, TEST_RATES_PY, zonesCsv } from './repositoryFiles.ts';
import type { ToolUse } from './conversation.ts';

const CWD = '/home/dev/parcel-rates';
const CLAUDE = 'sessions/claude-code';
const OPENCLAW = 'sessions/openclaw';
const PI = 'sessions/pi';

const OPUS = 'claude-opus-5';
const HAIKU = 'claude-haiku-4-5-20251001';

const PASSED = '....                                                                     [100%]\n4 passed in 0.03s';
const NO_PYTHON = '/bin/bash: line 1: python: command not found';

const read = (file: string, text: string, from = 1, count?: number): ToolUse => ({
  tool: 'Read',
  input: { file_path: `${CWD}/${file}`, ...(count ? { offset: from, limit: count } : {}) },
  result: numbered(text, from, count),
});

const bash = (command: string, result: string, exit = 0, seconds = 2): ToolUse => ({
  tool: 'Bash',
  input: { command, description: 'Run a command' },
  result: exit ? `Exit code ${exit}\n${result}` : result,
  isError: exit !== 0,
  seconds,
});

const edit = (file: string, oldString: string, newString: string): ToolUse => ({
  tool: 'Edit',
  input: { file_path: `${CWD}/${file}`, old_string: oldString, new_string: newString },
  result: `The file ${CWD}/${file} has been updated successfully.`,
});

const wrongTests = bash('python -m pytest -q tests', NO_PYTHON, 127);
const rightTests = bash('python3 -m pytest -q tests', PASSED);

/** The carrier's table read whole, the tariff read twice, and a program that is not there under its first name. */
function surcharge(): WrittenFile[] {
  const talk = new Conversation({
    id: '5f0c2a71-3b64-4d0e-9a55-0d6f1c7e2b18',
    start: '2026-11-16T09:02:11Z',
    model: OPUS,
    prefixTokens: 19_400,
    cacheMinutes: 60,
  });
  talk
    .user('The remote surcharge goes up to 5.20 in January. Change it, with a test, and check which Austrian regions are remote.')
    .turn('I look at the tariff and the code first.', [read('docs/tariff.md', TARIFF_MD), read('src/rates.py', RATES_PY)], {
      thinking: 'The surcharge is probably a constant. The tariff page has to change too.',
    })
    .turn('Now the zones, to see which Austrian regions are remote.', [read('data/zones.csv', zonesCsv())])
    .turn('Austria has three remote regions: AT,1000 and AT,4300 and AT,7600. The constant is REMOTE_SURCHARGE.', [
      edit('src/rates.py', 'REMOTE_SURCHARGE = 450', 'REMOTE_SURCHARGE = 520'),
    ])
    .turn('The test follows.', [read('tests/test_rates.py', TEST_RATES_PY)])
    .turn('', [edit('tests/test_rates.py', '499 + 60 + 450', '499 + 60 + 520')])
    .turn('I run the tests.', [wrongTests])
    .turn('There is no python here, only python3.', [rightTests])
    .turn('I look at the tariff once more for the page.', [read('docs/tariff.md', TARIFF_MD)])
    .turn('', [edit('docs/tariff.md', 'The remote surcharge is 4.50.', 'The remote surcharge is 5.20.')])
    .turn('To be sure, the tests again.', [rightTests])
    .turn('And once more, before I finish.', [rightTests])
    .turn('The remote surcharge is 5.20 now, in src/rates.py, its test and docs/tariff.md. Four tests pass.');
  return writeClaudeSession(talk, { cwd: CWD, folder: CLAUDE });
}

/** Lunch in between: the cache has expired when the work goes on, and the whole prompt is written again. */
function expressTier(): WrittenFile[] {
  const search = new Conversation({
    id: 'agent-search',
    start: '2026-11-17T10:15:40Z',
    model: HAIKU,
    prefixTokens: 6_200,
    cacheMinutes: 5,
  });
  const transitDays = zonesCsv()
    .split('\n')
    .filter((line) => line.startsWith('DE,'))
    .slice(0, 26)
    .join('\n');
  search
    .user('Find where transit_days is used or could be used in this repository and how it is spread for Germany. Report in five lines.')
    .turn('', [
      {
        tool: 'Grep',
        input: { pattern: 'transit_days', path: CWD, output_mode: 'content' },
        result: 'data/zones.csv:1:country,region_from,region_to,zone,remote,carrier,transit_days',
      },
    ])
    .turn('', [bash("grep '^DE,' data/zones.csv", transitDays)])
    .turn('transit_days stands only in data/zones.csv (last column). No code reads it. For Germany it is 3 or 4 days.');
  const talk = new Conversation({
    id: '9d7be4c6-1f38-4c22-8e0b-6a2d94f7c053',
    start: '2026-11-17T10:14:30Z',
    model: OPUS,
    prefixTokens: 19_700,
    cacheMinutes: 60,
  });
  talk
    .user(
      'Add an express tier: regions with one transit day can be had for 30 % more, next day. Let a helper find where transit days are used.',
    )
    .turn('A helper looks where transit days stand.', [
      {
        tool: 'Task',
        input: {
          description: 'Find transit days',
          prompt:
            'Find where transit_days is used or could be used in this repository and how it is spread for Germany. Report in five lines.',
          subagent_type: 'Explore',
        },
        result: 'transit_days stands only in data/zones.csv (last column). No code reads it. For Germany it is 3 or 4 days.',
        seconds: 24,
        agent: search,
      },
    ])
    .turn('Now the code and the table.', [read('src/rates.py', RATES_PY), read('data/zones.csv', zonesCsv())])
    .turn('', [
      edit(
        'src/rates.py',
        'def postage(country, postcode, grams, zones=None):',
        'def express(country, postcode, grams, zones=None):\n    return postage(country, postcode, grams, zones) * 130 // 100\n\n\ndef postage(country, postcode, grams, zones=None):',
      ),
    ])
    .turn('The tests.', [wrongTests])
    .turn('It is called python3.', [rightTests])
    .user('Back from lunch. Does express also hold for remote regions?')
    .turn(
      'I check the function again.',
      [
        read(
          'src/rates.py',
          RATES_PY.replace(
            'def postage',
            'def express(country, postcode, grams, zones=None):\n    return postage(country, postcode, grams, zones) * 130 // 100\n\n\ndef postage',
          ),
        ),
      ],
      { idleMinutes: 95 },
    )
    .turn(
      'Yes: the surcharge is part of postage(), so express adds 30 % to it as well. If the carrier does not do that, say so and I change it.',
    );
  return writeClaudeSession(talk, { cwd: CWD, folder: CLAUDE });
}

/** The same table again on another day, asked for twice. */
function newCountry(): WrittenFile[] {
  const talk = new Conversation({
    id: 'c41d0e8f-7a92-4b1d-b3f6-58e07a9d6c24',
    start: '2026-11-18T14:40:05Z',
    model: OPUS,
    prefixTokens: 19_700,
    cacheMinutes: 60,
  });
  talk
    .user('Why is a parcel to Portugal, postcode 4000, dearer than one to 4500?')
    .turn('I read the zones.', [read('data/zones.csv', zonesCsv())])
    .turn('PT,4000 and PT,4500 lie in neighbouring regions, the first of them remote. I check the prices by zone.', [
      read('src/rates.py', RATES_PY),
    ])
    .turn('And the first lines of Portugal again, to be exact.', [read('data/zones.csv', zonesCsv(), 600, 60)])
    .turn('I confirm it with the code.', [
      bash("cd src && python -c \"from rates import postage; print(postage('PT', 4000, 900), postage('PT', 4500, 900))\"", NO_PYTHON, 127),
    ])
    .turn('With python3.', [
      bash("cd src && python3 -c \"from rates import postage; print(postage('PT', 4000, 900), postage('PT', 4500, 900))\"", '2459 859'),
    ])
    .turn('Postcode 4000 lies in zone 6 and is remote, 4500 in zone 3: 24.59 against 8.59 for a kilogram.');
  return writeClaudeSession(talk, { cwd: CWD, folder: CLAUDE });
}

const exec = (command: string, result: string, exitCode = 0, seconds = 2): ToolUse => ({
  tool: 'exec',
  input: { command },
  result: exitCode ? `${result}\n\nCommand exited with code ${exitCode}` : result,
  exitCode,
  seconds,
});

const readFile = (file: string, text: string): ToolUse => ({ tool: 'read', input: { path: `${CWD}/${file}` }, result: text });

/** OpenClaw with a sub-agent in a session of its own. */
function patrol(): WrittenFile[] {
  const childId = '27c9b5de-40f1-4a83-9d15-e3b8f06a7712';
  const childKey = 'agent:main:subagent:b0a4d1c9-6e57-4f28-8c3a-91d7e25f6a04';
  const task = 'Check that every zone in data/zones.csv has a base price in src/rates.py. Report the zones that have none.';
  const child = new Conversation({ id: childId, start: '2026-11-19T07:30:31Z', model: 'gpt-5.4', prefixTokens: 9_800, cacheMinutes: 60 });
  child
    .user(task)
    .turn('', [
      exec('cut -d, -f4 data/zones.csv | sort | uniq -c', '    130 1\n    117 2\n    117 3\n    130 4\n    117 5\n    117 6\n      1 zone'),
    ])
    .turn('', [readFile('src/rates.py', RATES_PY)])
    .turn('Zones 1 to 6 occur and all six have a base price.');
  const talk = new Conversation({
    id: 'e86f3a90-52c7-4b6e-a1d8-7c05b94e2f31',
    start: '2026-11-19T07:30:02Z',
    model: 'gpt-5.4',
    prefixTokens: 13_600,
    cacheMinutes: 60,
  });
  talk
    .user('[cron:nightly tariff check] Check the tariff for holes and run the tests.')
    .turn('A helper checks the zones.', [
      {
        tool: 'sessions_spawn',
        input: { task, label: 'zone check' },
        result: JSON.stringify({ status: 'accepted', childSessionKey: childKey, runId: 'f7e1c3a5-08d2-4c96-b4e0-2a6d9f135c78' }, null, 2),
        details: { status: 'accepted', childSessionKey: childKey, runId: 'f7e1c3a5-08d2-4c96-b4e0-2a6d9f135c78' },
      },
    ])
    .turn('Meanwhile the tests.', [exec('python -m pytest -q tests', NO_PYTHON, 127)])
    .turn('', [exec('python3 -m pytest -q tests', PASSED)])
    .turn('Tests pass; the helper is at work.')
    .user(
      `A subagent task "zone check" just completed successfully.\n\nFindings:\nZones 1 to 6 occur and all six have a base price.\n\nStats: runtime 21s • sessionId ${childId} • transcript ${CWD}/${OPENCLAW}/${childId}.jsonl`,
    )
    .turn('No holes: all six zones have a base price, and the four tests pass.');
  const options = {
    cwd: CWD,
    provider: 'openai',
    api: 'openai-responses',
    rates: { input: 2.5, cacheRead: 0.25, cacheWrite: 0, output: 15 },
    product: 'openclaw' as const,
  };
  return [
    writeOpenclawSession(withoutWrites(talk), { ...options, path: `${OPENCLAW}/${talk.options.id}.jsonl` }),
    writeOpenclawSession(withoutWrites(child), { ...options, path: `${OPENCLAW}/${childId}.jsonl` }),
  ];
}

/** A provider that nobody publishes prices for, and a call that it refused. */
function unpriced(): WrittenFile[] {
  const talk = new Conversation({
    id: '13aa7f5c-d94e-4e07-92b6-c0f8e1d53b69',
    start: '2026-11-20T16:05:48Z',
    model: 'harbour-coder-2',
    prefixTokens: 12_100,
    cacheMinutes: 0,
  });
  talk
    .user('Write a note for the shop: what changes with the new surcharge?')
    .turn('', [], { failure: '503 upstream overloaded, try again' })
    .turn('I read the tariff.', [readFile('docs/tariff.md', TARIFF_MD)])
    .turn('From January a parcel to a remote region costs 5.20 on top instead of 4.50. All other prices stay.');
  return [
    writeOpenclawSession(talk, {
      path: `${OPENCLAW}/${talk.options.id}.jsonl`,
      cwd: CWD,
      provider: 'harbour',
      api: 'openai-completions',
      product: 'openclaw',
    }),
  ];
}

/** pi, with the table read whole and a change of model on the way. */
function piTable(): WrittenFile[] {
  const talk = new Conversation({
    id: '7be20c14-95d3-4f6a-8a41-d2c60f9e3857',
    start: '2026-11-20T08:20:00Z',
    model: 'claude-sonnet-4-6',
    prefixTokens: 3_900,
    cacheMinutes: 5,
  });
  const shell = (command: string, result: string, exitCode = 0): ToolUse => ({
    tool: 'bash',
    input: { command },
    result: exitCode ? `${result}\n\nCommand exited with code ${exitCode}` : result,
    isError: exitCode !== 0,
  });
  talk
    .user('Which carriers serve Finland, and is any region there remote?')
    .turn('I read the zones.', [readFile('data/zones.csv', zonesCsv())])
    .turn('FI is served by postline, roadnet and skybox. I count the remote ones.', [
      shell('python3 -m tally data/zones.csv FI', '/usr/bin/python3: No module named tally', 1),
    ])
    .turn('', [shell("grep '^FI,' data/zones.csv | grep -c ',yes,'", '3')])
    .turn(
      'The same with the better model, to write the answer.',
      [
        shell(
          "grep '^FI,' data/zones.csv | grep ',yes,'",
          'FI,1600,1899,4,yes,skybox,1\nFI,4900,5199,1,yes,roadnet,2\nFI,8200,8499,4,yes,postline,1',
        ),
      ],
      { model: OPUS },
    )
    .turn('Finland is served by all three carriers. Three regions are remote: those from 1600, 4900 and 8200.');
  return [
    writeOpenclawSession(talk, {
      path: `${PI}/2026-11-20T08-20-00-000Z_${talk.options.id}.jsonl`,
      cwd: CWD,
      provider: 'anthropic',
      api: 'anthropic-messages',
      rates: { input: 3, cacheRead: 0.3, cacheWrite: 3.75, output: 15 },
      product: 'pi',
    }),
  ];
}

/** OpenAI bills no cache writes: what is new is plain input. */
function withoutWrites(talk: Conversation): Conversation {
  for (const item of talk.items) {
    if (item.kind !== 'call') continue;
    item.call.usage.input += item.call.usage.cacheWrite;
    item.call.usage.cacheWrite = 0;
  }
  return talk;
}

export function exampleSessions(): WrittenFile[] {
  return [...surcharge(), ...expressTier(), ...newCountry(), ...patrol(), ...unpriced(), ...piTable()];
}
