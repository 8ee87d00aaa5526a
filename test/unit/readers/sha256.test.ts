import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../src/core/readers/sha256.ts';

function digest(...chunks: Uint8Array[]): string {
  const hasher = new Sha256();
  for (const chunk of chunks) hasher.update(chunk);
  return hasher.digestHex();
}

describe('Sha256', () => {
  it('meets the published vectors', () => {
    const encoder = new TextEncoder();
    expect(digest()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(digest(encoder.encode('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(digest(encoder.encode('a'.repeat(1_000_000)))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0');
  });

  it('equals the platform for any bytes cut anywhere, and may go on after a digest', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (chunks) => {
        const own = new Sha256();
        const theirs = createHash('sha256');
        for (const chunk of chunks) {
          own.update(chunk);
          theirs.update(chunk);
          expect(own.digestHex()).toBe(theirs.copy().digest('hex'));
        }
      }),
      { numRuns: 200 },
    );
  });
});
