import fc from 'fast-check';
import { PbfWriter } from 'pbf';
import { expect, test } from 'vitest';
import { decodeOtlp } from '../../../src/core/readers/otlp/decodeOtlp.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { encodeOtlp, list, withBinaryIds, writePair, type Raw } from './encodeOtlp.ts';
import { fixture, fixtureJson } from './fixture.ts';

function framed(message: Uint8Array, head: number[]): Uint8Array {
  return Uint8Array.from([...head, ...message]);
}

const DOCUMENT = withBinaryIds(fixtureJson('otlp.json'));
const WHOLE = encodeOtlp(DOCUMENT);

function figures(bytes: Uint8Array): object {
  const { session } = readSessionBytes(bytes, 'spans.bin');
  if (!session) throw new Error('not read');
  // Where it stood is what differs.
  const entries: unknown = JSON.parse(
    JSON.stringify(session.main.entries, (name, value: unknown) => (name === 'source' ? undefined : value)),
  );
  return { format: session.format, task: session.task, startedAt: session.startedAt, endedAt: session.endedAt, entries };
}

test('reads spans as protobuf as it reads them as JSON', () => {
  const json = new TextEncoder().encode(JSON.stringify(DOCUMENT, null, 2));
  expect(figures(WHOLE)).toEqual(figures(json));
  expect(fixture('otlp.json').format).toBe('otlp');
});

test('reads messages one after another, with their lengths before them or without', () => {
  const { length } = WHOLE;
  const varint = [(length & 0x7f) | 0x80, (length >> 7) & 0x7f];
  const fixed = [0, 0, length >> 8, length & 0xff];
  expect(length).toBeLessThan(1 << 14);
  for (const bytes of [framed(WHOLE, varint), framed(WHOLE, fixed)]) expect(figures(bytes)).toEqual(figures(WHOLE));
  const twice = Uint8Array.from([...framed(WHOLE, fixed), ...framed(WHOLE, fixed)]);
  expect(decodeOtlp(twice)?.messages.map(({ offset }) => offset)).toEqual([4, length + 8]);
  expect(decodeOtlp(Uint8Array.from([...WHOLE, ...WHOLE]))?.messages[0]?.value.resourceSpans).toHaveLength(
    2 * list(DOCUMENT, 'resourceSpans').length,
  );
});

test('reads whole messages before a cut one, and says so', () => {
  const twice = Uint8Array.from([...WHOLE, ...WHOLE]);
  const { session } = readSessionBytes(twice.subarray(0, twice.length - 5), 'spans.bin');
  expect(session?.warnings).toContainEqual(expect.objectContaining({ code: 'cut-document' }));
});

test('reads events that came as log records', () => {
  const writer = new PbfWriter();
  const pair = (key: string, value: Raw): Raw => ({ key, value });
  const attributes = [
    pair('event.name', { stringValue: 'gemini_cli.api_response' }),
    pair('model', { stringValue: 'gemini-2.5-pro' }),
    pair('input_token_count', { intValue: 900 }),
    pair('output_token_count', { intValue: 40 }),
  ];
  writer.writeMessage(
    1,
    (_: null, batch) => {
      batch.writeMessage(
        2,
        (__: null, scope) => {
          scope.writeMessage(
            2,
            (___: null, log) => {
              log.writeFixed64Field(1, 1_760_000_000_000_000_000);
              for (const attribute of attributes) log.writeMessage(6, writePair, attribute);
            },
            null,
          );
        },
        null,
      );
    },
    null,
  );
  const { session } = readSessionBytes(new Uint8Array(writer.finish()), 'logs.bin');
  expect(session?.main.entries.find(({ kind }) => kind === 'llm')).toMatchObject({
    model: 'gemini-2.5-pro',
    usage: { output: 40 },
    at: 1_760_000_000_000,
  });
});

test('neither throws nor hangs for damage at any byte, and takes no other binary for a trace', () => {
  fc.assert(
    fc.property(fc.nat(WHOLE.length - 1), fc.nat(255), fc.nat(WHOLE.length), (at, byte, end) => {
      const damaged = Uint8Array.from(WHOLE);
      damaged[at] = byte;
      readSessionBytes(damaged, 'x');
      readSessionBytes(damaged.subarray(0, end), 'x');
    }),
    { numRuns: 100 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => readSessionBytes(bytes, 'x').session === undefined),
    { numRuns: 100 },
  );
});
