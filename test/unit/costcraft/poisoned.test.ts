import { describe, expect, it } from 'vitest';
import { POISONS, type WayIn } from '../../bench/distill/poisons.ts';
import { judgePoison } from '../../bench/distill/poisonedTraces.ts';

describe('poisoned traces', () => {
  it('has at least 100 of them, by every way in', () => {
    expect(POISONS.length).toBeGreaterThanOrEqual(100);
    expect(new Set(POISONS.map(({ way }) => way)).size).toBe(
      (
        [
          'everywhere',
          'split',
          'session id',
          'folder',
          'file name',
          'tool name',
          'model name',
          'command name',
          'user-looking result',
          'task',
        ] satisfies WayIn[]
      ).length,
    );
  });

  it.each(POISONS.map((poison, i) => [i, poison.way, poison] as const))("no attacker's word gets out: %i, %s", async (i, _way, poison) => {
    const { leaks, proposed } = await judgePoison(poison, i);
    expect(leaks).toEqual([]);
    // A run that proposes nothing would prove nothing.
    expect(proposed).toBeGreaterThan(1);
  });
});
