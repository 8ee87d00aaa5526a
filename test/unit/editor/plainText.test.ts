import { expect, it } from 'vitest';
import { plainText } from '../../../src/editor/shared/plainText.ts';

it('leaves nothing that the editor would make a link or an icon of', () => {
  expect(plainText('see [here](command:workbench.action.quit) or $(date)')).not.toMatch(/\]\(|\$\(/);
});

it('keeps everything that can be read', () => {
  const text = 'echo "$(date)" [a](b)';
  expect(plainText(text).replaceAll('\u2060', '')).toBe(text);
});

it('takes away line ends and signs that turn the direction of text', () => {
  expect(plainText('a\n\u202eb')).toBe('a b');
});
