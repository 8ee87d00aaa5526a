import { FORMATS } from '../../src/core/readers/formats.ts';
import { readSessionBytes, SessionFileReader } from '../../src/core/readers/readSession.ts';
import type { Hasher } from '../../src/core/readers/sha256.ts';
import type { Session } from '../../src/core/session/session.ts';
import { DAMAGES, joined } from './damage.ts';
import { damageIn } from './isDamaged.ts';
import { checkSession, problemOfCard } from './problemOf.ts';
import { Random } from './random.ts';
import { linesTold, SAMPLES, type Sample } from './samples.ts';
import type { Suite } from './suite.ts';
import { cutAt } from './cutAt.ts';
import { toText } from './toText.ts';

/** The digest is not what is tried here, and it would take most of the time. */
const NO_HASH: Hasher = { update: () => undefined, digestHex: () => '' };

/** Every this many inputs the card is made, too: that takes as long as all the rest of some twenty. */
const CARD_EVERY = 64;

/**
 * Codes that tell of figures that are not whole. Not among them: what an agent itself repeats or leaves out in every file.
 */
const SAYS_DAMAGE = /^(?:bad-|cut-|more-bad|line-too-long|stray-text|too-large|more-documents)/;

/** Formats of which each line is shown by itself: what was shown before the cut must not depend on what came behind it. */
const LINE_BY_LINE = new Set(['pi', 'openclaw', 'claude-code']);

/** Formats that are scanned for what their readers ask, and otherwise not looked into. */
const PASSES_OVER = new Set(FORMATS.filter((format) => format.shape !== undefined).map(({ id }) => id));

/** Files that end early: each sample, cut behind each of its bytes. */
export const cuts: Suite = {
  name: 'cuts',
  inputs: SAMPLES.reduce((sum, { bytes }) => sum + bytes.length, 0),
  run(input) {
    const { file: sample, length } = cutAt(SAMPLES, input);
    const bytes = sample.bytes.subarray(0, length);
    const { session } = readSessionBytes(bytes, sample.file, NO_HASH);
    return session && within(sample, length, problemOfCut(session, sample, bytes, input));
  },
};

function within({ file }: Sample, length: number, problem: string | undefined): string | undefined {
  return problem && `${file} cut behind ${length} bytes: ${problem}`;
}

function problemOfCut(session: Session, sample: Sample, bytes: Uint8Array, input: number): string | undefined {
  const checked = checkSession(session);
  if (checked.problem !== undefined) return checked.problem;
  if (!saysDamage(session) && damageIn(bytes, sample.isLines, PASSES_OVER.has(session.format)) !== undefined)
    return 'nothing says that it is cut';
  const { total } = checked.bill;
  if (LINE_BY_LINE.has(sample.format)) {
    const complete = bytes.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 0);
    const now = linesTold(session);
    const lost = [...sample.told].find((line) => line <= complete && !now.has(line));
    if (lost !== undefined) return `line ${lost} is lost`;
  }
  if (total > sample.total) return `it costs ${total}, more than the whole with ${sample.total}`;
  return input % CARD_EVERY === 0 ? problemOfCard(checked.bill) : undefined;
}

/** Files that went bad in one way or in several. */
export const damages: Suite = {
  name: 'damage',
  run(input, seed) {
    const random = new Random('damage', seed, input);
    const sample = random.pick(SAMPLES);
    const names = [random.pick(Object.keys(DAMAGES)), ...(random.chance(0.3) ? [random.pick(Object.keys(DAMAGES))] : [])];
    const bytes = names.reduce((before, name) => (DAMAGES[name] as (typeof DAMAGES)[string])(before, random), sample.bytes);
    const problem = problemOfDamaged(bytes, sample, input);
    return problem && `${sample.file} with ${names.join(' and ')}: ${problem}`;
  },
};

function problemOfDamaged(bytes: Uint8Array, sample: Sample, input: number): string | undefined {
  const { session } = readSessionBytes(bytes, sample.file, NO_HASH);
  if (!session) return undefined;
  const checked = checkSession(session);
  if (checked.problem !== undefined) return checked.problem;
  const passesOver = PASSES_OVER.has(session.format);
  const damage = damageIn(bytes, true, passesOver) && damageIn(bytes, false, passesOver);
  if (damage !== undefined && !saysDamage(session)) return `nothing says that it is damaged (${damage})`;
  return input % CARD_EVERY === 0 ? problemOfCard(checked.bill) : undefined;
}

function saysDamage({ warnings }: Session): boolean {
  return warnings.some(({ code }) => SAYS_DAMAGE.test(code));
}

/** Records that a resumed or crashed writer wrote twice: each was billed once. */
export const repeats: Suite = {
  name: 'repeats',
  run(input, seed) {
    const random = new Random('repeats', seed, input);
    const sample = random.pick(SAMPLES.filter(({ isLines }) => isLines));
    const lines = new TextDecoder().decode(sample.bytes).trimEnd().split('\n');
    const twice = lines.flatMap((line) => (random.chance(0.3) ? [line, line] : [line]));
    const { session } = readSessionBytes(new TextEncoder().encode(`${twice.join('\n')}\n`), sample.file, NO_HASH);
    if (!session) return `${sample.file} is no session with some of its lines twice`;
    const checked = checkSession(session);
    if (checked.problem !== undefined) return `${sample.file} with lines twice: ${checked.problem}`;
    return checked.bill.total === sample.total
      ? undefined
      : `${sample.file} with lines twice costs ${checked.bill.total} for ${sample.total}`;
  },
};

/** A file that grows in pieces of any size, looked at meanwhile, is what it is when read at once. */
export const growth: Suite = {
  name: 'growth',
  run(input, seed) {
    const random = new Random('growth', seed, input);
    const sample = random.pick(SAMPLES);
    const bytes = random.chance(0.5) ? sample.bytes : (DAMAGES['flipped bits'] as (typeof DAMAGES)[string])(sample.bytes, random);
    const largest = random.pick([3, 40, 700, 5_000]);
    const reader = new SessionFileReader(sample.file, NO_HASH);
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.slice(at, at + 1 + random.below(largest));
      reader.push(piece);
      // The reader may not keep what it was lent.
      piece.fill(0x78);
      at += piece.length;
      if (random.chance(largest < 10 ? 0.02 : 0.2)) reader.snapshot();
    }
    const grown = toText(reader.snapshot());
    const whole = toText(readSessionBytes(bytes, sample.file, NO_HASH));
    return grown === whole ? undefined : `${sample.file} read in pieces of at most ${largest} bytes is another session`;
  },
};

/** Bytes that are no session at all. */
export const noise: Suite = {
  name: 'noise',
  run(input, seed) {
    const random = new Random('noise', seed, input);
    const kind = random.below(3);
    const words = [
      'type',
      'message',
      'usage',
      'assistant',
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\n',
      '1',
      '-',
      'null',
      ' ',
      '\\',
      'tokens',
      'id',
    ];
    const bytes =
      kind === 0
        ? Uint8Array.from({ length: random.below(600) }, () => random.below(256))
        : kind === 1
          ? new TextEncoder().encode(Array.from({ length: random.below(200) }, () => random.pick(words)).join(''))
          : joined([random.pick(SAMPLES).bytes, random.pick(SAMPLES).bytes]);
    const { session } = readSessionBytes(bytes, 'noise.jsonl', NO_HASH);
    return session && checkSession(session).problem;
  },
};

export const READER_SUITES: readonly Suite[] = [cuts, damages, repeats, growth, noise];
