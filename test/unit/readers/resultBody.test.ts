import { expect, test } from 'vitest';
import { resultBody } from '../../../src/core/readers/resultBody.ts';
import { hashResult } from '../../../src/core/session/normalizeResult.ts';
import { resultHash } from '../../../src/core/session/resultHash.ts';
import { RESULT_LIMIT } from '../../../src/core/session/session.ts';

const source = { source: 0, offset: 0, line: 1, length: 1 };

test('leaves the hash of a result that is kept whole to whoever asks for it', () => {
  const result = resultBody('took 12 ms', source);
  expect(result).not.toHaveProperty('hash');
  expect(resultHash(result)).toBe(hashResult('took 9 ms'));
});

test('hashes the whole of a result of which only the beginning is kept', () => {
  const text = 'x'.repeat(RESULT_LIMIT);
  const [one, other] = [resultBody(`${text}1`, source), resultBody(`${text}2`, source)];
  expect(one.text).toBe(other.text);
  expect(resultHash(one)).toBe(hashResult(`${text}1`));
  expect(resultHash(one)).not.toBe(resultHash(other));
});

test('has no hash of a text that was not read', () => {
  expect(resultHash(resultBody('', source, { chars: 900 }, ''))).toBe('');
});
