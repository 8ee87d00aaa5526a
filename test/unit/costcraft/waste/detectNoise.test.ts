import { describe, expect, it } from 'vitest';
import { detectNoise } from '../../../../src/core/costcraft/detectNoise.ts';
import { NOISE_FORMS } from '../../../../src/core/costcraft/noiseForms.ts';
import { isKnownCommand } from '../../../../src/core/costcraft/vocabulary.ts';
import type { Turn } from '../buildSession.ts';
import { against, look, stepsOf, talk } from './look.ts';

const rows = (count: number, row: (i: number) => string): string => Array.from({ length: count }, (_, i) => row(i)).join('\n');
const run = (command: string, result: string, more: Partial<Turn> = {}): Turn[] => [
  { tool: 'Bash', args: { command }, result, ...more },
  ...talk(3),
];

const NOISY: [command: string, output: string, name: string][] = [
  ['npm install', rows(20, (i) => `npm warn deprecated thing-${i}@1.0.0: no longer supported, use another thing`), 'npm install'],
  ['pnpm install', rows(20, (i) => `Progress: resolved ${i * 10}, reused ${i}, downloaded 0, added 0`), 'pnpm install'],
  [
    'pip install -r requirements.txt',
    rows(20, (i) => `Requirement already satisfied: thing${i} in /usr/lib/python3/dist-packages`),
    'pip install',
  ],
  ['python3 -m pip install x', rows(20, (i) => `Collecting thing${i}>=1.0 from the usual index of packages`), 'pip install'],
  ['uv sync', rows(30, (i) => ` + thing${i}==1.0.${i} and so on`), 'uv sync'],
  ['curl -O http://host/file', rows(20, (i) => ` ${i} 100M    ${i} 2048k    0     0  1024k      0  0:01:40  0:00:02`), 'curl'],
  ['wget http://host/file', rows(20, (i) => `  ${i * 50}K .......... .......... .......... ..........  ${i}% 1.2M 3s`), 'wget'],
  ['git clone http://host/x', rows(30, (i) => `Receiving objects:  ${i}% (${i}/100), 1.20 MiB | 1.1 MiB/s`).replaceAll('\n', '\r'), 'git'],
  ['cargo build', rows(30, (i) => `   Compiling thing-${i} v1.0.${i}`), 'cargo'],
  ['go test ./... -v', rows(30, (i) => `=== RUN   TestThing${i}\n--- PASS: TestThing${i} (0.00s)`), 'go test'],
  ['pytest -v', `===== test session starts =====\n${rows(30, (i) => `tests/test_thing.py::test_case_${i} PASSED [ ${i}%]`)}`, 'pytest'],
  ['docker pull node', rows(20, (i) => `${String(i).padStart(12, 'a')}: Pulling fs layer`), 'docker pull'],
  ['apt-get install -y make', rows(20, (i) => `Get:${i} http://deb.host/debian bookworm/main amd64 thing${i} [12 kB]`), 'apt-get install'],
  ['mvn test', rows(20, (i) => `[INFO] Building thing ${i} of twenty and so on`), 'mvn'],
];

describe('detectNoise', () => {
  it.each(NOISY)('finds the lines that %s need not print', (command, output, name) => {
    const [seen] = look(detectNoise, run(command, `${output}\nerror: what matters\nand why`));
    expect(seen?.signature).toBe(`shell:${name}`);
    expect(seen?.instance.saving).toBeGreaterThan(0n);
    expect(isKnownCommand(name)).toBe(true);
  });

  it('knows an example of each form', () => {
    expect(new Set(NOISY.map(([, , name]) => name))).toEqual(new Set(NOISE_FORMS.map(({ name }) => name)));
  });

  it('takes out these lines and no others', () => {
    const kept = 'error[E0425]: cannot find `parse_block` in this scope\n  --> src/lib.rs:12:5';
    const noise = rows(40, (i) => `   Compiling thing-${i} v1.0.${i}`);
    const [seen] = look(detectNoise, run('cargo build', `${noise}\n${kept}`, { exitCode: 101 }));
    const { mid } = seen?.instance.removals ?? {};
    const share = kept.length / (noise.length + kept.length + 1);
    const tokens = (noise.length + kept.length + 1) / 4;
    expect(mid).toMatchObject({ kind: 'shorten' });
    expect(mid?.kind === 'shorten' ? Math.abs(mid.toTokens - tokens * share) : NaN).toBeLessThanOrEqual(2);
    expect(seen?.instance.sentence).toMatch(/^40 of 42 lines that step 2 \(`cargo`\) printed/);
  });

  it('sees through colours', () => {
    const output = rows(30, (i) => `\u001b[1m\u001b[32m   Compiling\u001b[0m thing-${i} v1.0.${i}`);
    expect(look(detectNoise, run('cargo build', output)).map(({ signature }) => signature)).toEqual(['shell:cargo']);
  });

  it.each<[string, string, string]>([
    ['it was asked to be quiet', 'cargo build -q', rows(30, (i) => `   Compiling thing-${i} v1.0.${i}`)],
    ['the lines were picked from the output', 'go test -v ./... 2>&1 | grep PASS', rows(40, (i) => `--- PASS: TestThing${i} (0.00s)`)],
    ['there are few of them', 'cargo build', rows(4, (i) => `   Compiling thing-${i} v1.0.${i}`)],
    ['the program is not known', './build.sh', rows(40, (i) => `   Compiling thing-${i} v1.0.${i}`)],
    ['dots would be no shorter, each in its own colour', 'npm test', rows(40, (i) => ` ✓ src/thing${i}.test.ts (12 tests) 8ms`)],
    ['the lines say something else', 'cargo build', rows(40, (i) => `warning: unused variable: thing_${i}`)],
  ])('leaves alone: %s', (_, command, output) => {
    expect(look(detectNoise, run(command, output))).toEqual([]);
  });

  it('is not held up by lines made to hold it up', () => {
    const long = [`a${'1'.repeat(190_000)}`, '\n'.repeat(150_000), ` RUN${' '.repeat(150_000)}`];
    for (const output of long) {
      expect(look(detectNoise, run('wget http://host/x', output))).toEqual([]);
      expect(look(detectNoise, run('npm test', output))).toEqual([]);
    }
  }, 10_000);

  it('counts nothing in the low figure where head or tail may fill up with other lines', () => {
    const cut = rows(20, (i) => `   Compiling thing-${i} v1.0.${i} of the twenty things that are needed`);
    const [seen] = look(detectNoise, run('cargo build 2>&1 | tail -20', cut));
    expect(seen?.instance.checks.find(({ check }) => check === 'C1')?.result).toBe('unknown');
    expect(seen?.instance.removals.low).not.toEqual(seen?.instance.removals.mid);
    const [whole] = look(detectNoise, run('cargo build 2>&1 | tail -200', cut));
    expect(whole?.instance.removals.low).toEqual(whole?.instance.removals.mid);
  });

  it('lets a line that came back speak against it', () => {
    const [first, ...later] = run(
      'go test ./... -v',
      rows(30, (i) => `--- PASS: TestThing${i} (0.0${i}s)`),
    );
    const quote: Turn = { say: 'The slow one is\n--- PASS: TestThing7 (0.07s)\nso it stays.' };
    const seen = look(detectNoise, [first as Turn, quote, ...later]);
    expect([stepsOf(seen), against(seen)]).toEqual([[], 1]);
  });
});
