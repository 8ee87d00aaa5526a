import { describe, expect, it } from 'vitest';
import { scopeGate } from '../../../src/core/costcraft/gates.ts';
import { patchOf } from '../editor-review/patchOf.ts';

const project = patchOf('repair-wrapper-1', 'Rule.');
const any = { ...project, scope: 'any' as const };

describe('the gate of scope', () => {
  it('keeps what holds for one project out of a skill that every project loads', () => {
    expect(scopeGate(project, true)).toMatchObject({ pass: false, because: expect.stringContaining('every project') as unknown });
    expect(scopeGate(project, false).pass).toBe(true);
    expect(scopeGate(any, true).pass).toBe(true);
  });
});
