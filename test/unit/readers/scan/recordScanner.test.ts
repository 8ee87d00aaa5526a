import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { JsonRecord } from '../../../../src/core/readers/json.ts';
import { RecordScanner } from '../../../../src/core/readers/scan/recordScanner.ts';
import { scanMachine } from '../../../../src/core/readers/scan/scanMachine.ts';
import { objectShape } from '../../../../src/core/readers/scan/shape.ts';
import type { Shape } from '../../../../src/core/readers/scan/shape.ts';
import { SizedText } from '../../../../src/core/readers/scan/sizedText.ts';

/** Longer runs are for the soak test: SCAN_RUNS=200000. */
const RUNS = Number(process.env['SCAN_RUNS'] ?? 1_500);

const INNER: Shape = { object: objectShape({ a: {}, s: { sized: true } }, () => ({ a: undefined, s: undefined })), items: { sized: true } };
const SHAPE: Shape = {
  object: objectShape({ a: {}, s: { sized: true }, r: { repeats: true }, o: INNER, list: { items: INNER } }, () => ({
    a: undefined,
    s: undefined,
    r: undefined,
    o: undefined,
    list: undefined,
  })),
};

function scanAll(bytes: Uint8Array): JsonRecord | undefined {
  const scanner = new RecordScanner(SHAPE);
  scanner.open(bytes);
  return scanner.scan(0, bytes.length);
}

function scan(text: string | Uint8Array, scanner = new RecordScanner(SHAPE)): unknown {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  // In the middle of other bytes that would go on with the value, and not aligned.
  const memory = new Uint8Array(bytes.length + 24).fill(0x31);
  memory.set(new TextEncoder().encode(',"a":7}\n"}'), bytes.length + 5);
  memory.set(bytes, 5);
  scanner.open(memory);
  const value = scanner.scan(5, 5 + bytes.length);
  return value === undefined ? undefined : plain(value);
}

/** Scanned values as JSON.parse gives them, measured strings as their length after a check of what they say. */
function plain(value: unknown): unknown {
  if (value instanceof SizedText) {
    expect(value.read()).toHaveLength(value.length);
    return { sized: value.read() };
  }
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)]])));
}

/** What the shape asks for, taken from the parsed value. */
function project(shape: Shape, value: unknown): unknown {
  if (typeof value === 'string') return shape.sized ? { sized: value } : value;
  if (Array.isArray(value)) return shape.items ? value.map((item) => project(shape.items as Shape, item)) : value;
  const { object } = shape;
  if (typeof value !== 'object' || value === null || !object) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      Object.hasOwn(object.members, key) ? [[key, project(object.members[key] as Shape, member)]] : [],
    ),
  );
}

const key = fc.constantFrom('a', 's', 'r', 'o', 'list', 'x', 'type', '');
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', 'a', 'é', '→', '😀', '\ud800', '\u2028', '/', '\u0000') }),
  fc.string({ unit: 'grapheme-ascii', minLength: 20, maxLength: 90 }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.integer(),
    fc.constantFrom(null, true, false, -0, 1e21, 12345678901234567890),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(key, tie('json'), { maxKeys: 6 }),
  ),
}));
const record = fc.dictionary(key, json, { maxKeys: 8 });
const layout = fc.constantFrom(undefined, 1, ' ', '\t ');

/** One line of JSON, as different programs write it: with spaces, with members that occur twice. */
const line = fc.tuple(record, fc.option(record), layout).map(([first, second, space]) => {
  const write = (value: unknown): string => JSON.stringify(value, null, space).replaceAll('\n', ' ');
  if (!second || Object.keys(first).length === 0 || Object.keys(second).length === 0) return write(first);
  return `${write(first).trimEnd().slice(0, -1)},${write(second).trimStart().slice(1)}`;
});

const TIMEOUT_MS = 60_000 + RUNS * 10;

test('gives of any object just what JSON.parse gives of it', { timeout: TIMEOUT_MS }, () => {
  const scanner = new RecordScanner(SHAPE);
  fc.assert(
    fc.property(line, (text) => {
      const scanned = scan(text, scanner);
      expect(scanned).toEqual(project(SHAPE, JSON.parse(text)));
    }),
    { numRuns: RUNS },
  );
});

test('reads nothing that JSON.parse refuses, but for damage inside strings that nobody asked for', { timeout: TIMEOUT_MS }, () => {
  const scanner = new RecordScanner(SHAPE);
  const damage = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.constantFrom('change', 'cut', 'drop'));
  let accepted = 0;
  fc.assert(
    fc.property(line, damage, (text, [where, byte, how]) => {
      const bytes = new TextEncoder().encode(text);
      const at = where % bytes.length;
      if (byte === 0x0a) return;
      let damaged = bytes;
      if (how === 'change') damaged[at] = byte;
      else damaged = how === 'cut' ? bytes.slice(0, at) : new Uint8Array([...bytes.slice(0, at), ...bytes.slice(at + 1)]);
      const scanned = scan(damaged, scanner);
      if (scanned === undefined) return;
      accepted++;
      expect(scanned).toEqual(project(SHAPE, parseLeniently(damaged)));
    }),
    { numRuns: RUNS },
  );
  expect(accepted).toBeGreaterThan(0);
});

/** JSON.parse that takes any string whose end is clear: what it cannot stand inside one is replaced. */
function parseLeniently(bytes: Uint8Array): unknown {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  try {
    return JSON.parse(strict.decode(bytes)) as unknown;
  } catch {
    const latin = String.fromCharCode(...bytes);
    const mended = latin.replace(/"(?:[^"\\]|\\[^])*"/g, (token) => {
      try {
        return JSON.stringify(JSON.parse(strict.decode(Uint8Array.from(token, (c) => c.charCodeAt(0)))));
      } catch {
        return '"?"';
      }
    });
    return JSON.parse(mended);
  }
}

test.each([
  ['cut', '{"a":1'],
  ['two values', '{"a":1}{"a":2}'],
  ['a list', '[{"a":1}]'],
  ['no value', ''],
  ['a name with an escape', '{"\\u0061":1}'],
  ['a number that is none', '{"a":01}'],
  ['another number that is none', '{"x":1.}'],
  ['a literal that is none', '{"a":nul}'],
  ['a word too long', '{"a":nullx}'],
  ['a comma too many', '{"a":1,}'],
  ['a missing colon', '{"a" 1}'],
  ['a control character in a measured string', '{"s":"\t"}'],
  ['an escape that JSON has not', '{"s":"\\x41"}'],
  ['half an escape', '{"s":"\\u12"}'],
  ['brackets that do not match', '{"x":[1}]'],
  ['a string that does not end', '{"x":"abc\\"}'],
  ['a byte-order mark', '\ufeff{"a":1}'],
])('refuses %s', (_, text) => {
  expect(scan(text)).toBeUndefined();
});

test.each([
  [[0xc3, 0x28]],
  [[0xc0, 0x80]],
  [[0xe0, 0x80, 0x80]],
  [[0xed, 0xa0, 0x80]],
  [[0xf4, 0x90, 0x80, 0x80]],
  [[0xf8, 0x88, 0x80, 0x80]],
  [[0x80]],
  [[0xe2, 0x86]],
])('refuses bytes that are not UTF-8 in a measured string: %j', (bad) => {
  const bytes = new TextEncoder().encode('{"s":"');
  expect(scan(new Uint8Array([...bytes, ...bad, 0x22, 0x7d]))).toBeUndefined();
});

test('refuses a value nested too deeply for its stack', () => {
  const deep = (depth: number): string => `{"x":${'['.repeat(depth)}${']'.repeat(depth)}}`;
  expect(scan(deep(100))).toEqual({});
  expect(scan(deep(50_000))).toBeUndefined();
});

test('comes with the whole object where its shape does not suffice', () => {
  const shape: Shape = {
    object: objectShape(
      { type: {} },
      () => ({ type: undefined }),
      ({ type }) => type === 'known',
    ),
  };
  const scanner = new RecordScanner({ object: objectShape({ block: shape }, () => ({ block: undefined })) });
  expect(scan('{"block":{"more":[1],"type":"known"}}', scanner)).toEqual({ block: { type: 'known' } });
  expect(scan('{"block":{"more":[1],"type":"other"}}', scanner)).toEqual({ block: { more: [1], type: 'other' } });
});

test('does not give a text of a record that is gone', () => {
  const scanner = new RecordScanner(SHAPE);
  const bytes = new TextEncoder().encode('{"s":"first"}{"s":"second"}');
  scanner.open(bytes);
  const first = scanner.scan(0, 13)?.['s'] as SizedText;
  expect(first.read()).toBe('first');
  const second = scanner.scan(13, bytes.length)?.['s'] as SizedText;
  expect(second.read()).toBe('second');
  expect(() => first.read()).toThrow(/is gone/);
});

test('sees a word at the ends of a text however that is written', () => {
  const piece = fc.constantFrom('a', 'x', 'é', '→', '😀', '\n', '"', '\\', 'Exit', 'exit ', '\u0001', 'word word word ');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 120 }), fc.boolean(), (pieces, byNumber) => {
      const text = pieces.join('');
      const written = JSON.stringify({ s: text });
      const line = byNumber ? written.replaceAll('e', '\\u0065') : written;
      const bytes = new TextEncoder().encode(line);
      const sized = scanAll(bytes)?.['s'] as SizedText;
      const isThere = /exit/i.test(text.slice(0, 40)) || /exit/i.test(text.slice(-80));
      if (isThere) expect(sized.mayEndIn('exit', 40, 80)).toBe(true);
    }),
    { numRuns: 1_500, seed: 1 },
  );
  const bytes = new TextEncoder().encode(`{"s":"${'a'.repeat(200)} exit ${'b'.repeat(300)}"}`);
  const far = scanAll(bytes)?.['s'] as SizedText;
  expect(far.mayEndIn('exit', 40, 80)).toBe(false);
});

test('learns no more names than it can use', () => {
  const scanner = new RecordScanner(SHAPE);
  for (let i = 0; i < 500; i++) expect(scan(`{"name${i}":${i},"a":${i}}`, scanner)).toEqual({ a: i });
});

test('reads lines wherever they stand in bytes that are loaded piece by piece', () => {
  const lines = Array.from({ length: 400 }, (_, i) =>
    JSON.stringify({ a: i, x: 'y'.repeat((i * 7919) % 9000), s: '→'.repeat(i), r: `r${i % 5}` }),
  );
  // One line is longer than what is loaded at a time.
  lines[200] = JSON.stringify({ a: 200, x: 'z'.repeat(700_000), s: '→'.repeat(200), r: 'r0' });
  const bytes = new TextEncoder().encode(lines.join('\n'));
  const scanner = new RecordScanner(SHAPE);
  scanner.open(bytes);
  let at = 0;
  lines.forEach((line, i) => {
    const to = at + new TextEncoder().encode(line).length;
    expect(plain(scanner.scan(at, to))).toEqual({ a: i, s: { sized: '→'.repeat(i) }, r: `r${i % 5}` });
    at = to + 1;
  });
});

test('keeps the lines of two scanners apart that take turns', () => {
  const [one, two] = [new RecordScanner(SHAPE), new RecordScanner(SHAPE)];
  const bytes = (n: number): Uint8Array => new TextEncoder().encode(`{"r":"same","a":${n}}`);
  for (let i = 10; i < 30; i++) {
    one.open(bytes(i));
    two.open(bytes(i + 50));
    expect(one.scan(0, 19)).toMatchObject({ r: 'same', a: i });
    expect(two.scan(0, 19)).toMatchObject({ r: 'same', a: i + 50 });
  }
});

test('remembers no text of a line that it refused', () => {
  const scanner = new RecordScanner(SHAPE);
  expect(scan('{"r":"first"', scanner)).toBeUndefined();
  expect(scan('{"r":"first"}', scanner)).toEqual({ r: 'first' });
  expect(scan('{"r":"\\ud83d","a":"\\x"}', scanner)).toBeUndefined();
  expect(scan('{"r":"\\ud83d"}', scanner)).toEqual({ r: '\ud83d' });
});

test('reads a very long line, and is small again after it', () => {
  const scanner = new RecordScanner(SHAPE);
  const long = 'x'.repeat(20_000_000);
  const bytes = new TextEncoder().encode(JSON.stringify({ s: long, a: 1 }));
  scanner.open(bytes);
  const sized = scanner.scan(0, bytes.length)?.['s'] as SizedText;
  expect(sized).toHaveLength(long.length);
  expect(scanMachine()?.bytes.length).toBeLessThan(4_000_000);
  // The machine that was given up still has the text.
  expect(sized.read() === long).toBe(true);
  expect(scan('{"a":2}', scanner)).toEqual({ a: 2 });
});

test('leaves an object with very many parts to JSON.parse', () => {
  expect(scan(JSON.stringify({ list: Array.from({ length: 10_000 }, () => ({ a: 1 })) }))).toHaveProperty('list.9999', { a: 1 });
  expect(scan(JSON.stringify({ list: Array.from({ length: 20_000 }, () => ({ a: 1 })) }))).toBeUndefined();
});

test('refuses everything where there is no WebAssembly', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  try {
    const { RecordScanner: Other } = await import('../../../../src/core/readers/scan/recordScanner.ts');
    const scanner = new Other(SHAPE);
    scanner.open(new TextEncoder().encode('{"a":1}'));
    expect(scanner.scan(0, 7)).toBeUndefined();
  } finally {
    vi.unstubAllGlobals();
  }
});

test('refuses a line for which there is no memory, and reads the next one', () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('no memory');
  });
  try {
    const scanner = new RecordScanner(SHAPE);
    expect(scan(JSON.stringify({ s: 'x'.repeat(30_000_000) }), scanner)).toBeUndefined();
    expect(scan('{"a":3}', scanner)).toEqual({ a: 3 });
  } finally {
    grow.mockRestore();
  }
});
