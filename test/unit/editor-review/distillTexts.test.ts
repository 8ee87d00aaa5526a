import { describe, expect, it } from 'vitest';
import { countAndCost } from '../../../src/editor/distill/countAndCost.ts';
import { FULL } from '../../../src/core/costcraft/distillOptions.ts';
import { reportText } from '../../../src/editor/distill/reportText.ts';
import { skillNameProblem } from '../../../src/editor/distill/skillNameProblem.ts';
import { english } from '../../../src/protocol/translate.ts';
import { patchOf } from './patchOf.ts';

describe('the texts around Distill Skill', () => {
  it('checks the name of a new skill and shows one that would do', () => {
    expect(skillNameProblem('parcel-rates', english)).toBeUndefined();
    expect(skillNameProblem('', english)).toBe('A skill needs a name.');
    expect(skillNameProblem('My Skill', english)).toContain('my-skill');
    expect(skillNameProblem('a'.repeat(65), english)).toBeDefined();
  });

  it('sums exactly and says when the sum is a lower bound or unknown', () => {
    const exact = { usd: '0.1', lowerBound: false };
    expect(countAndCost([exact, { ...exact, usd: '0.2' }], english)).toBe('2 sessions, $0.300');
    expect(countAndCost([{ ...exact, lowerBound: true }], english)).toBe('1 session, ≥ $0.100');
    expect(countAndCost([{ usd: '0', lowerBound: true }], english)).toBe('1 session, unpriced');
  });

  it('reports what was read, proposed and turned away, with all words escaped', () => {
    const away = {
      ...patchOf('prune-overlap-2', 'Rule <b>two</b>.'),
      gates: [{ gate: 'support', pass: false, because: 'one session only' } as const],
    };
    const text = reportText(
      {
        skill: { file: 'skills/s/SKILL.md', baseHash: '', isNew: false },
        patches: [patchOf('prune-duplicate-1', 'Rule one.')],
        notAdmitted: [away],
        advice: [{ kind: 'idle-cache', text: 'Pauses <of> an hour.', usd: '0.5', sessions: [] }],
        options: FULL,
        together: { saved: '0.02', low: '0.01', high: '0.03', ruleCost: '0.001', net: '0.019', of: '1' },
        sessions: [{ id: 'a', path: '/x/a|b.jsonl', usd: '1' }],
        unread: [{ path: '/x/<b>.jsonl', reason: 'gone' }],
      },
      english,
    );
    expect(text).toContain('## Proposed (1)');
    expect(text).toMatch(/saved \S+ of \S+; in as many sessions like these, \S+ to \S+\.\n/);
    expect(text).toContain('## Advice (1)\n\n- &#36;0&#46;500: Pauses &#60;of&#62; an hour');
    expect(text).toMatch(/## Sessions that could not be read \(1\)\n\n- .*jsonl: gone\n/);
    expect(text).not.toMatch(/<of>|<b>/);
    expect(text).toContain('support: one session only');
    expect(text).not.toMatch(/<[bi]>|\*b\*/);
    expect(text).toContain('## Sessions that could not be read (1)');
    expect(text).toContain('## Advice (1)');
    expect(
      text
        .split('\n')
        .find((line) => line.startsWith('| &#47;x'))
        ?.match(/\|/g),
    ).toHaveLength(3);
  });
});
