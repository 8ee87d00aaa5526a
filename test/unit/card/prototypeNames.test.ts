import { expect, it } from 'vitest';
import { checkKind } from '../../../src/core/card/checkCommands.ts';
import { analyze, bash } from './makeSession.ts';

it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('takes %s for a word like any other', (word) => {
  expect(checkKind(word, ['test'])).toBeUndefined();
  expect(checkKind('npm', ['run', word])).toBeUndefined();
  expect(checkKind('cargo', [word])).toBeUndefined();
  const { steps } = analyze([bash(`git ${word}`, 'x'), bash(`${word} --help`, 'x'), { tool: word, args: { [word]: word }, gives: word }]);
  expect(steps).toHaveLength(7);
});
