import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyzeSession } from '../../../src/core/card/analyzeSession.ts';
import { countFailures } from '../../../src/core/card/countFailures.ts';
import { threadFindings } from '../../../src/core/card/threadFindings.ts';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import { FORMATS } from '../../../src/core/readers/formats.ts';
import type { Detail } from '../../../src/core/readers/reader.ts';
import { SessionFileReader } from '../../../src/core/readers/readSession.ts';
import type { Session } from '../../../src/core/session/session.ts';
import { sharedTraces } from '../sharedTraces.ts';

const NO_HASH = { update: () => {}, digestHex: () => '' };

function read(bytes: Uint8Array, name: string, detail: Detail): Session | undefined {
  const reader = new SessionFileReader(name, NO_HASH, FORMATS, detail);
  reader.push(bytes);
  return reader.snapshot().session;
}

const line = (type: string, uuid: string, content: unknown): string =>
  JSON.stringify({ type, uuid, sessionId: 's', message: { id: uuid, model: 'm', content } });
const shell = (id: string, name: string, command: string, output: string, isError = false): string[] => [
  line('assistant', `a-${id}`, [{ type: 'tool_use', id, name, input: { command } }]),
  line('user', `u-${id}`, [{ type: 'tool_result', tool_use_id: id, content: output, is_error: isError }]),
];

test('counts what is reported as a failure, in figures detail too', () => {
  const lines = [
    ...shell('1', 'Bash', 'ls', 'a\nb'),
    ...shell('2', 'Bash', 'make', 'no rule', true),
    ...shell('3', 'Bash', 'make', `${'x'.repeat(3000)}\nCommand exited with code 2`),
    ...shell('4', 'Bash', 'grep x y', 'Exit code 1', true),
    ...shell('5', 'Read', 'make', 'Command exited with code 2'),
    ...shell('6', 'Bash', 'make', 'Command exited with code 0'),
  ];
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  expect(countFailures(read(bytes, 's.jsonl', 'figures') as Session)).toBe(2);
  expect(countFailures(read(bytes, 's.jsonl', 'whole') as Session)).toBe(2);
});

describe.skipIf(sharedTraces.skip)(`real sessions ${sharedTraces.skip ?? ''}`, () => {
  const names = sharedTraces.skip ? [] : readdirSync(sharedTraces.folder, { recursive: true }).map(String);
  const files = names.filter((name) => /^(?:claude|openclaw|codex|copilot[^/]*)\/.*\.jsonl$/.test(name));
  test.each(files)('%s', (name) => {
    const bytes = readFileSync(path.join(sharedTraces.folder, name));
    const [figures, whole] = [read(bytes, name, 'figures'), read(bytes, name, 'whole')];
    if (!figures || !whole) return;
    expect(countFailures(figures)).toBe(
      threadFindings(analyzeSession(attributeSession(whole))).reduce((count, { failures }) => count + failures.length, 0),
    );
  });
});
