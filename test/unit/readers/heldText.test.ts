import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { resultBody } from '../../../src/core/readers/resultBody.ts';
import { hasWholeText, lengthOfText, mayEndIn, moveResult, startOfText } from '../../../src/core/session/heldText.ts';
import { resultHash } from '../../../src/core/session/resultHash.ts';
import { RESULT_LIMIT } from '../../../src/core/session/session.ts';
import { linesOf, mainSteps, only, readLines } from './make.ts';
import { measureText } from './measureText.ts';

const source = { source: 0, offset: 0, line: 1, length: 1 };

const anyText = fc.string({
  unit: fc.constantFrom('a', 'Exit code 3', '"', '\\', '\n', '\b', '/', '\u0001', 'é', '→', '😀', '\ud83d', '\ude00'),
  maxLength: 40,
});

test('a result whose text is held is the one whose text was read, for whoever looks at it', () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom('none', 'small', 'large'), fc.nat(50), (text, escapes, units) => {
      const [held, read] = [resultBody(measureText(text, escapes).keep(), source), resultBody(text, source)];
      expect(lengthOfText(held)).toBe(text.length);
      expect(hasWholeText(held)).toBe(true);
      const cutsPair = /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(units - 1, units + 1));
      expect(startOfText(held, units)).toBe(text.slice(0, cutsPair && escapes === 'none' ? units - 1 : units));
      if (/exit/i.test(text.slice(0, 20)) || /exit/i.test(text.slice(-20))) expect(mayEndIn(held, 'exit', 20, 20)).toBe(true);
      const moved = moveResult(held, { ...source, line: 7 });
      expect({ ...held }).toEqual(read);
      expect(held).toEqual(read);
      expect(JSON.parse(JSON.stringify(held))).toEqual(JSON.parse(JSON.stringify(read)));
      expect(structuredClone(held)).toEqual(read);
      expect(resultHash(held)).toBe(resultHash(read));
      expect(moved).toEqual({ ...read, source: { ...source, line: 7 } });
      // What was read once is text like any other.
      expect([lengthOfText(held), startOfText(held, units)]).toEqual([text.length, text.slice(0, units)]);
    }),
    { numRuns: 400 },
  );
});

test('decodes once, and only what is asked for', () => {
  const text = measureText(`${'x'.repeat(500)} exit`, 'none').keep();
  const read = vi.spyOn(text, 'read');
  const result = moveResult(resultBody(text, source), source);
  expect([lengthOfText(result), startOfText(result, 3), mayEndIn(result, 'exit', 9, 9), mayEndIn(result, 'none', 9, 9)]).toEqual([
    505,
    'xxx',
    true,
    false,
  ]);
  expect(read).not.toHaveBeenCalled();
  expect(result.text).toBe(result.text);
  expect(read).toHaveBeenCalledOnce();
});

test('can be read when the bytes that it stood in are gone, and given another text', () => {
  const [held, other] = ['one 😀', 'another text'].map((text) => measureText(text, 'none').keep());
  const result = resultBody(held as NonNullable<typeof held>, source);
  expect(other?.read()).toBe('another text');
  expect(result.text).toBe('one 😀');
  result.text = 'cut';
  expect([result.text, lengthOfText(result), hasWholeText(result)]).toEqual(['cut', 3, false]);
});

test('cuts a held text that is too long, and hashes the whole of it', () => {
  const text = 'x'.repeat(RESULT_LIMIT);
  const results = ['1', '2'].map((end) => resultBody(measureText(text + end, 'none').keep(), source));
  expect(results.map((result) => [result.text, result.chars])).toEqual([
    [text, RESULT_LIMIT + 1],
    [text, RESULT_LIMIT + 1],
  ]);
  expect(resultHash(results[0] as (typeof results)[0])).not.toBe(resultHash(results[1] as (typeof results)[0]));
});

test('Claude Code: long results are held, whatever stands beside them, and those of several texts are read', () => {
  const line = (id: string, type: string, content: unknown): Record<string, unknown> => ({
    type,
    uuid: id,
    sessionId: 's',
    message: { content },
  });
  const long = `${'word '.repeat(200)}é "end"`;
  const contents: unknown[] = [
    long,
    [{ type: 'text', text: long }],
    [{ type: 'text', text: long }, { type: 'image' }],
    [
      { type: 'text', text: long },
      { type: 'text', text: 'more' },
    ],
    'short',
  ];
  const records = contents.flatMap((content, i) => [
    line(`a${i}`, 'assistant', [{ type: 'tool_use', id: `t${i}`, name: 'Read', input: {} }]),
    line(`u${i}`, 'user', [{ type: 'tool_result', tool_use_id: `t${i}`, content }]),
  ]);
  expect(linesOf(records).length).toBeGreaterThan(4_000);
  const results = mainSteps(readLines(records)).map(({ result }) => result);
  expect(results.map((result) => result?.text)).toEqual([long, long, long, `${long}\nmore`, 'short']);
  expect(results.map((result) => Object.getOwnPropertyDescriptor(result ?? {}, 'text')?.get !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(only(results.filter((result) => result?.images === 1))?.chars).toBe(long.length);
});
