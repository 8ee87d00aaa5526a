import { describe, expect, it } from 'vitest';
import { patchReport } from '../../../src/cli/patchReport.ts';
import { createStyle } from '../../../src/cli/style.ts';
import type { AnalyzedSession } from '../../../src/core/card/findings.ts';
import { distillSkill } from '../../../src/core/costcraft/distillSkill.ts';
import { newSkill } from '../../../src/core/skill/newSkill.ts';
import { buildSession, filler } from '../costcraft/buildSession.ts';

const ESCAPES = '\u001b]0;owned\u0007\u001b[31m\u202e\u200b\u009b2J';

function session(id: string): AnalyzedSession {
  const turns = Array.from({ length: 20 }, (_, i) => ({ say: `Thought ${i}.` }));
  return buildSession({ id, turns: [{ tool: 'Bash', args: { command: 'git log -p' }, result: filler(600, 'log') }, ...turns] });
}

async function report(ids: string[], skillFile = 'skills/x/SKILL.md'): Promise<string> {
  const skill = { file: `/repo/${skillFile}`, text: newSkill('x'), isNew: true };
  const set = await distillSkill({ sessions: ids.map(session), skill, context: [], rejected: [] });
  return patchReport(set, skillFile, '/repo', createStyle(false));
}

describe('patchReport', () => {
  it('says in words what each check asked and what was found', async () => {
    const text = (await report(['one', 'two'])).replace(/\s+/g, ' ');
    expect(text).toContain('C1 same result without the step: not known, nobody saw');
    expect(text).toContain('C8 more steps speak for it than against it: yes, no session shows the opposite');
    expect(text).toMatch(/Gates all 11 passed: schema, evidence,/);
    expect(text).toContain('Plausible: no check failed');
  });

  it('lets nothing in a session id, a path or the name of the skill steer the terminal', async () => {
    const text = await report([`a${ESCAPES}`, `b${ESCAPES}`], `skills/${ESCAPES}/SKILL.md`);
    expect(text).toContain('\\u{1b}');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
  });
});
