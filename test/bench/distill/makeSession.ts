import { Random } from '../../soak/random.ts';
import { claudeRecords } from './claudeRecords.ts';
import { CHECKS } from './exactForms.ts';
import { openclawRecords } from './openclawRecords.ts';
import { putIn } from './putIn.ts';
import type { Piece, RawFormat, RawRecord, RawSession } from './rawSession.ts';
import { skeleton } from './skeleton.ts';

export const FORMATS: Record<RawFormat['name'], RawFormat> = { 'claude-code': claudeRecords, openclaw: openclawRecords };

const WORDS = 'anchor barrel canvas dredge ensign ferry gunwale hawser inlet jetty keel lantern mooring oar pilot quay rudder sail'.split(
  ' ',
);
const CWD = '/home/dev/harbour';

/** A session that nobody had: looks, searches, edits and test runs of a made-up project, in the source's own records. */
export function makeSession(format: RawFormat['name'], seed: number, turns: number): RawRecord[] {
  const random = new Random(seed, format);
  const id = `made-${format}-${seed}`;
  return sessionOf(format, id, `Mend the ${random.pick(WORDS)} of the harbour.`, (session) =>
    Array.from({ length: turns }, (_, n) => makePiece(session, random, `toolu_01made${seed}n${n}`, n)),
  );
}

/** A session with these turns between a task and a last word. */
export function sessionOf(
  format: RawFormat['name'],
  id: string,
  task: string,
  turns: (session: RawSession) => readonly Piece[],
  cwd = CWD,
): RawRecord[] {
  const session = FORMATS[format].open(skeleton(format, id, cwd, task));
  return putIn(session, [{ after: session.gaps[0] ?? 0, pieces: turns(session) }]);
}

function makePiece({ format, tools }: RawSession, random: Random, id: string, n: number): Piece {
  const isClaude = format.name === 'claude-code';
  const use = (name: string, input: RawRecord, result: string): Piece => ({
    kind: 'use',
    id,
    name,
    input,
    result,
    ...(!isClaude && { exitCode: 0 }),
  });
  const file = `${CWD}/src/${random.pick(WORDS)}${n}.ts`;
  const roll = random.next();
  if (roll < 0.5) {
    const from = random.next() < 0.5 ? 1 : random.between(20, 200);
    const lines = Array.from(
      { length: random.between(20, 90) },
      (_, i) => `const ${random.pick(WORDS)}${n}_${i} = ${random.between(1, 999)};`,
    );
    const range = from === 1 ? {} : { offset: from, limit: lines.length };
    const shown = isClaude ? lines.map((line, i) => `${String(from + i).padStart(6)}\u2192${line}`) : lines;
    return use(tools.read, { [tools.path]: file, ...range }, shown.join('\n'));
  }
  if (roll < 0.7) {
    const word = `${random.pick(WORDS)}${n}`;
    const hits = Array.from({ length: random.between(4, 30) }, (_, i) => `src/${random.pick(WORDS)}${i}.ts:${i + 1}: use(${word});`).join(
      '\n',
    );
    if (isClaude && random.next() < 0.5) return use('Grep', { pattern: word, path: `${CWD}/src`, output_mode: 'content' }, hits);
    return use(tools.shell, { command: `grep -rn ${word} src` }, hits);
  }
  if (roll < 0.85) {
    const texts = isClaude ? { old_string: `old ${n}`, new_string: `new ${n}` } : { oldText: `old ${n}`, newText: `new ${n}` };
    return use(tools.edit, { [tools.path]: file, ...texts }, `The file ${file} has been updated successfully.`);
  }
  const [command, output] = random.pick(CHECKS)(n);
  return use(tools.shell, { command }, output.replaceAll(/failed|FAIL/g, 'passed'));
}
