import { describe, expect, it } from 'vitest';
import { JsonDocument } from '../../../src/core/readers/jsonDocument.ts';
import { locateJson } from '../../../src/core/readers/locateJson.ts';
import { parseJsonPrefix } from '../../../src/core/readers/parseJsonPrefix.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function documentOf(text: string): JsonDocument {
  const document = new JsonDocument();
  document.push(bytesOf(text));
  return document;
}

describe('a document', () => {
  it.each<[string, string, boolean | undefined]>([
    ['one value over lines', '{\n  "a": 1\n}\n', true],
    ['a list over lines', '[\n  {"a": 1}\n]\n', true],
    ['a value that begins on the first line', '{"a": {\n"b": 1}}', undefined],
    ['the same with two lines to tell by', '{"a": {\n"b": 1,\n"c": 2}}', true],
    ['records on lines', '{"a":1}\n{"a":2}\n', false],
    ['records behind a damaged line', '{"a":1, oh\n{"a":2}\n', false],
    ['records behind a line cut in a string', '{"a":"b\n{"a":2}\n', false],
    ['records behind a line cut between members', '{"a":1,\n{"a":2}\n', false],
    ['one line so far', '{"a":1', undefined],
    ['no JSON', 'hello\nworld\n', false],
  ])('is told from lines: %s', (_, text, expected) => {
    expect(documentOf(text).isDocument).toBe(expected);
  });

  it('may be several values, each with its place and the places inside', () => {
    const { records, warnings } = documentOf('{\n "é": [\n  {"b": 1},\n  {"c": 2}\n ]\n}\n{\n "d": 3\n}\n').read();
    expect(warnings).toEqual([]);
    expect(records.map(({ value }) => value)).toEqual([{ é: [{ b: 1 }, { c: 2 }] }, { d: 3 }]);
    expect(records.map(({ place: { line, offset } }) => [line, offset])).toEqual([
      [1, 0],
      [7, 39],
    ]);
    expect(records[0]?.place.find?.()).toMatchObject({ line: 1, offset: 0, length: 38 });
    expect(records[0]?.place.find?.('nothing', 9)).toBeUndefined();
  });

  it('that is cut or damaged is given as far as it is sound', () => {
    const cut = documentOf('{\n "a": [1, {"b": "x"}, {"c": "y').read();
    expect(cut.records.map(({ value }) => value)).toEqual([{ a: [1, { b: 'x' }] }]);
    expect(cut.warnings).toMatchObject([{ code: 'cut-document', at: { line: 1 } }]);
    const damaged = documentOf('{\n "a": 1,\n "b": oh,\n "c": 3\n}\n{"d": 4}').read();
    expect(damaged.records.map(({ value }) => value)).toEqual([{ a: 1 }, { d: 4 }]);
    expect(damaged.warnings).toHaveLength(1);
  });

  it.each<[string, string, unknown]>([
    ['the item of the innermost list', '{"m": [{"n": 1}, {"u": {"in": 9, "det": {"ca": 5', { m: [{ n: 1 }] }],
    ['no item that was whole', '{"m": [{"n": 1}, ', { m: [{ n: 1 }] }],
    ['the owner of a list of attributes', '{"s": [{"a": [{"key": "x", "value": 1}, {"key": "y", "va', { s: [] }],
    ['the owner of attributes of which some may be missing', '{"s": [{"n": 1}, {"a": [{"key": "x", "value": 1}, ', { s: [{ n: 1 }] }],
    ['the member of the document where no list is open', '{"a": 1, "info": {"sent": 7, "rec', { a: 1 }],
  ])('that breaks off loses %s', (_, text, value) => {
    expect(
      documentOf(text.replace('{', '{\n'))
        .read()
        .records.map((record) => record.value),
    ).toEqual([value]);
  });

  it('names bytes that are no text, and text that is no JSON', () => {
    const bytes = bytesOf('{\n "a": "xyz"\n}\n');
    bytes[9] = 0xff;
    const damaged = new JsonDocument();
    damaged.push(bytes);
    expect(damaged.read().warnings.map(({ code }) => code)).toEqual(['bad-utf8']);
    const stray = documentOf('{\n "a": 1\n},\n{"b": 2}\nrubbish {"c": 3}').read();
    expect(stray.warnings).toEqual([{ code: 'stray-text', message: expect.stringContaining('line 5 ') as string }]);
    expect(documentOf('\ufeff{\n "a": 1\n}\n\u001e{"b": 2}').read().warnings).toEqual([]);
  });

  it('counts its bytes and lines, and grows', () => {
    const document = documentOf('{\n"a"');
    expect(document.read().records.map(({ value }) => value)).toEqual([{}]);
    document.push(bytesOf(': 1\n}'));
    expect(document.read()).toMatchObject({ records: [{ value: { a: 1 } }], warnings: [] });
    expect([document.bytes, document.lines]).toEqual([10, 3]);
  });
});

it('places are found by path, with strings and escapes passed over', () => {
  const text = '{"m":[{"t":"[{\\"}"},{"u":{"v":[]}}],"n":{}}';
  const places = locateJson(bytesOf(text), { line: 5, offset: 100 });
  const show = (path: string): string => {
    const place = places.get(path);
    return place ? text.slice(place.offset - 100, place.offset - 100 + place.length) : '';
  };
  expect(show('')).toBe(text);
  expect(show('m/0')).toBe('{"t":"[{\\"}"}');
  expect(show('m/1/u/v')).toBe('[]');
  expect(show('n')).toBe('{}');
  expect(places.get('n')?.line).toBe(5);
});

it.each<[string, unknown]>([
  ['{"a": [1, 2.5e3, true, null, "x\\n"]}', { a: [1, 2500, true, null, 'x\n'] }],
  ['{"a": 12', {}],
  ['{"a": 1, "b"', { a: 1 }],
  ['{"__proto__": {"x": 1}, "y', Object.fromEntries([['__proto__', { x: 1 }]])],
  ['[[', [[]]],
  ['"abc', undefined],
  ['', undefined],
  ['[1,]', [1]],
])('a beginning of JSON: %s', (text, expected) => {
  expect(parseJsonPrefix(text).value).toEqual(expected);
});

it('nesting without end neither throws nor is followed', () => {
  expect(Array.isArray(parseJsonPrefix('['.repeat(100_000)).value)).toBe(true);
  expect(locateJson(bytesOf('['.repeat(100_000)), { line: 1, offset: 0 }).size).toBeLessThan(20);
});
