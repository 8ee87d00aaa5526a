import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShellUse } from '../../../src/core/card/shellUse.ts';
import { splitShell } from '../../../src/core/card/splitShell.ts';

const CWD = '/w';
const split = (text: string): string[] => splitShell(text).commands.map((c) => `${c.joint}${c.words.map((w) => w.text).join(' ')}`);

describe('splitShell', () => {
  it('follows quotes, joints, comments and subshells', () => {
    expect(split(`cd "a b" && grep 'x;y' f | head -3; (ls) # end`)).toEqual(['cd a b', '&&grep x;y f', '|head -3', ';ls']);
    expect(split('a \\\n b\nc')).toEqual(['a b', ';c']);
    expect(split('for f in a b; do cat "$f"; done')).toEqual(['cat $f']);
  });

  it('takes redirections and here-documents apart from words', () => {
    const script = splitShell("cat <<'EOF' > out.txt 2>&1\nrm -rf /\nEOF\nls");
    expect(script.commands.map((c) => c.words.map((w) => w.text).join(' '))).toEqual(['cat', 'ls']);
    expect(script.commands[0]?.redirects).toEqual([{ kind: 'write', target: { text: 'out.txt', dynamic: false } }]);
  });

  it('lists substituted commands and gives up on what it does not follow', () => {
    expect(split('echo "$(rm x)"')).toEqual(['rm x', ';echo $(rm x)']);
    for (const text of ['echo "open', "eval 'rm x'", 'diff <(a) <(b)', 'f() { rm x; }', 'case x in esac'])
      expect(splitShell(text).opaque, text).toBe(true);
  });

  it('never throws and always ends', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60, unit: fc.constantFrom(...'ab $`"\'\\()<>|&;#\n={}*'.split('')) }),
        (text) => void readShellUse(text, CWD),
      ),
      { numRuns: 2000 },
    );
  });
});

describe('readShellUse', () => {
  it.each([
    'cat a b', 'sed -n 1,5p a', 'ls -la', 'grep -rn x src', 'rg x', 'find . -name "*.ts"', 'find . -name x -exec grep y {} \\;', 'wc -l a', 'git status', 'git log --oneline -5', 'git -C sub diff HEAD', 'git branch --show-current', 'git stash list',
    'cat a 2>/dev/null | sort | uniq -c', 'find . | xargs grep x', 'npx eslint src', 'cargo test', 'pytest -q', 'echo hi', 'awk \'{print $1}\' a',
  ])('%s writes nothing', (command) => {
    const { effect } = readShellUse(command, CWD);
    expect(effect).not.toBe('unknown');
    expect(effect === 'unknown' ? [] : effect.writes).toEqual([]);
  }); // prettier-ignore

  it.each([
    'node x.js', 'npm install', 'make', 'find . -delete', 'find . -exec rm {} \\;', 'eslint --fix .', 'sed -n "w out" a', 'awk \'{print > "x"}\' a', 'xargs rm', 'curl -X POST http://x', 'git commit -m x', 'echo $(./x)', 'FOO=1 ./run', 'python -c "1"', '$CMD', 'cat a > $OUT', 'jest -u', 'prettier --write .',
  ])('%s has an unknown effect', (command) => {
    expect(readShellUse(command, CWD).effect).toBe('unknown');
  }); // prettier-ignore

  it.each([
    ['echo x > a', '/w/a'],
    ['cd sub && touch a', '/w/sub/a'],
    ['rm -rf dist', '/w/dist'],
    ['cp a b', '/w/b'],
    ['sed -i s/a/b/ f', '/w/f'],
    ['ls | tee out', '/w/out'],
    ['git add .', '/w/.git'],
  ])('%s writes %s', (command, place) => {
    const { effect } = readShellUse(command, CWD);
    expect(effect === 'unknown' ? [] : effect.writes).toEqual([place]);
  });

  it('knows checks, families, shown lines and the folder afterwards', () => {
    expect(readShellUse('cd x && npm run test:unit 2>&1 | tail -5', CWD)).toMatchObject({
      check: 'test',
      family: 'npm run test:unit',
      cwdAfter: '/w/x',
    });
    expect(readShellUse('mise run lint', CWD).check).toBe('lint');
    expect(readShellUse('tsc --noEmit', CWD).check).toBe('build');
    expect(readShellUse('nl -ba a.ts | sed -n 10,20p', CWD).shows).toEqual({ path: '/w/a.ts', range: { from: 10, to: 20 } });
    expect(readShellUse('cat a.ts | grep x', CWD).shows).toBeUndefined();
    expect(readShellUse('git push origin main', CWD).family).toBe('git push');
    expect(readShellUse('cd "$X" && ls', CWD).cwdAfter).toBeUndefined();
  });
});
