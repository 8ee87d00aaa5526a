import { expect, test } from 'vitest';
import { nameInLedger } from '../../../src/platform/nameInLedger.ts';

test('names a skill of the workspace from there, and one outside from the home folder', () => {
  expect(nameInLedger('/w/.claude/skills/x/SKILL.md', '/w', '/home/a')).toBe('.claude/skills/x/SKILL.md');
  expect(nameInLedger('/home/a/.claude/skills/x/SKILL.md', '/w', '/home/a')).toBe('~/.claude/skills/x/SKILL.md');
});

test('does not take a name that begins with dots for a way out', () => {
  expect(nameInLedger('/w/..skills/SKILL.md', '/w', '/home/a')).toBe('..skills/SKILL.md');
});
