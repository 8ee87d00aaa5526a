import { describe, expect, it } from 'vitest';
import { patchLabel, patchMarkdown } from '../../../src/editor/review/patchText.ts';
import { english } from '../../../src/protocol/translate.ts';
import { patchOf } from './patchOf.ts';

const evidence = { sessionId: '0a1b2c3d-4e5f', source: '/home/a b/x (1).jsonl', line: 7, step: 3, role: 'wasted', usd: '0.012' } as const;

describe('the text of a patch', () => {
  it('says what it saves, why, how sure it is, and where', () => {
    const text = patchMarkdown({ ...patchOf('prune-duplicate-1', 'R.'), evidence: [evidence] }, false, english);
    expect(text).toContain('Repeated call, seen 3× in 2 sessions: saves');
    expect(text).toContain('Proven');
    expect(text).toContain('Step 3 of session 0a1b2c3d (wasted');
    expect(text).not.toContain('command:');
  });

  it('gives links that end where they should, whatever the path holds', () => {
    const text = patchMarkdown({ ...patchOf('prune-duplicate-1', 'R.'), evidence: [evidence] }, true, english);
    const [, argument] = /command:clawtrace\.review\.showRecord\?([^ )"]+) "/.exec(text) ?? [];
    expect(JSON.parse(decodeURIComponent(argument ?? ''))).toEqual([
      { sessionId: evidence.sessionId, source: evidence.source, line: evidence.line, step: evidence.step },
    ]);
  });

  it('lets no link, image or HTML of a trace through', () => {
    const hostile = 'See [this](command:evil) <img src=x> ![a](http://b) `not code](command:evil)` and `Read`.';
    const patch = { ...patchOf('prune-duplicate-1', 'R.'), argument: hostile, evidence: [{ ...evidence, sessionId: '](command:x)' }] };
    const text = patchMarkdown(patch, true, english);
    expect(text).not.toMatch(/\]\(command:(?!clawtrace\.review\.show)/);
    expect(text).not.toMatch(/<img|!\[|http:/);
    expect(text).toContain('`Read`');
  });

  it('names the reason in its label, also of a detector it does not know', () => {
    expect(patchLabel(patchOf('prune-duplicate-1', 'R.'), english)).toBe('Prune: repeated call');
    const other = patchOf('prune-x-1', 'R.');
    expect(patchLabel({ ...other, pattern: { ...other.pattern, detector: 'edit-churn' } }, english)).toBe('Prune: edit churn');
  });

  it('does not claim a saving that is none', () => {
    const patch = patchOf('repair-program-1', 'R.');
    const text = patchMarkdown({ ...patch, saving: { ...patch.saving, low: '0', mid: '0', high: '0' } }, false, english);
    expect(text).toContain('no saving could be computed');
    expect(text).not.toContain('saves');
  });
});
