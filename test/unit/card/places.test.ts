import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolvePath } from '../../../src/core/card/places.ts';

test('a path that needs no resolving is given as the others are', () => {
  const parts = fc.array(fc.constantFrom('a', 'b.ts', '.', '..', '...', '.git', ' c', 'd ', '', '\ufeff', 'e\\f', 'ü'), { maxLength: 6 });
  fc.assert(
    fc.property(parts, (names) => {
      const path = `/${names.join('/')}`.trim();
      // With a slash at its end no path is left as it is.
      expect(resolvePath(path, '/home')).toBe(resolvePath(`${path}/`, '/home'));
    }),
    { numRuns: 1_000 },
  );
  expect(resolvePath('/a/b.ts', '/home')).toBe('/a/b.ts');
  expect(resolvePath('/a/../b.ts ', '/home')).toBe('/b.ts');
});
