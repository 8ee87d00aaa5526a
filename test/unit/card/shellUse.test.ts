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
    for (const text of ['echo "open', "eval 'rm x'", 'diff <(a', 'f() { rm x; }', 'select x in a; do b; done'])
      expect(splitShell(text).opaque, text).toBe(true);
  });

  it('follows branches, loops, substitutions of processes and a shell in the shell', () => {
    const script = splitShell('if test -d a; then cd a; fi; while read l; do cat "$l"; done < list');
    expect(script.commands.map((c) => `${c.words.map((w) => w.text).join(' ')}${c.conditional ? ' ?' : ''}`)).toEqual([
      'test -d a', 'cd a ?', 'read l', 'cat $l ?', '',
    ]); // prettier-ignore
    expect(split('diff <(sort a) <(sort b)')).toEqual(['sort a', ';sort b', ';diff <(sort a) <(sort b)']);
    expect(split(`cd x && bash -lc 'git status; rm "a b"'`)).toEqual(['cd x', '&&git status', ';rm a b']);
    expect(split('case $x in a) ls;; *) rm y;; esac')).toEqual(['ls', ';rm y']);
    expect(splitShell('cat src/{a,b}.ts').commands[0]?.words[1]).toEqual({ text: 'src/{a,b}.ts', dynamic: true });
  });

  it('gives up on what is too long or too deep, in little time', () => {
    for (const [text, times] of [['$(', 5_000], ['`\\`', 2_000], ['cat <<a ', 50_000], ['ls;', 10_000], ['x', 1_100_000], ['((', 5_000]] as const)
      expect(splitShell(text.repeat(times)).opaque, text).toBe(true); // prettier-ignore
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
    'node x.js', 'npm install', 'make', 'find . -delete', 'find . -exec rm {} \\;', 'sed -n "w out" a', 'awk \'{print > "x"}\' a', 'xargs rm', 'curl -X POST http://x', 'git commit -m x', 'echo $(./x)', 'FOO=1 ./run', 'python -c "1"', '$CMD', 'cat a > $OUT', 'jest -u',
  ])('%s has an unknown effect', (command) => {
    expect(readShellUse(command, CWD).effect).toBe('unknown');
  }); // prettier-ignore

  it.each([
    ['echo x > a', '/w/a'],
    ['cd sub && touch a', '/w/sub/a'],
    ['rm -rf dist', '/w/dist'],
    ['eslint --fix .', '/w'],
    ['npx prettier --write src/a.ts', '/w/src/a.ts'],
    ['black src', '/w/src'],
    ['ruff format a.py', '/w/a.py'],
    ["perl -pi -e 's/a/b/' a", '/w/a'],
    ['cargo fmt', '*'],
    ['npm run format', '*'],
    ['make fmt', '*'],
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
  });

  it.each([
    ['(cd a && ls)', '/w'],
    ['cd a | cat', '/w'],
    ['echo $(cd a)', '/w'],
    ['{ cd a; }', '/w/a'],
    ['cd "$X" && ls', undefined],
    ['cd a || cd b', undefined],
    ['if x; then cd a; fi', undefined],
    ['eval "cd a"', undefined],
    ['pushd a && popd', undefined],
  ])('after %s the shell stands in %s', (command, folder) => {
    expect(readShellUse(command, CWD).cwdAfter).toBe(folder);
  });

  it('takes writes of what is not waited for, and lines for another shell, as unknown', () => {
    expect(readShellUse('sleep 5 && touch x &', CWD)).toMatchObject({ effect: 'unknown', leavesRunning: true });
    expect(readShellUse('cat src\\a.ts', 'C:\\shop').effect).toBe('unknown');
    expect(readShellUse('Get-ChildItem . | Remove-Item', 'C:\\shop').effect).toBe('unknown');
    expect(readShellUse("sh -c 'touch y'", CWD).effect).toEqual({ reads: [], writes: ['/w/y'] });
  });
});
