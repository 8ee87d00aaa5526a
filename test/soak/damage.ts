import type { Random } from './random.ts';

const NEWLINE = 0x0a;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One way in which a file goes bad. */
export type Damage = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Values that are not what a field holds. */
const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  0.5,
  1e300,
  9e15,
  '',
  'x',
  '\u0000',
  '\ud800',
  '{"a":1}',
  true,
  [],
  {},
  [null],
  { a: [] },
  [[[[]]]],
];

const JUNK = ['\u0000\u0000\u0000', '\ufeff', '<<<<<<< HEAD', '// a comment', 'null', '[]', '{}', '"', '{"type":', '}', '\u2028', '\r'];

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(NEWLINE, from);
    const end = at < 0 ? bytes.length : at + 1;
    lines.push(bytes.subarray(from, end));
    from = end;
  }
  return lines;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Every way in which a file goes bad, by its name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'flipped bits': (bytes, random) => {
    const copy = bytes.slice();
    for (let n = random.below(12); n >= 0 && copy.length > 0; n--) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] as number) ^ (1 << random.below(8));
    }
    return copy;
  },
  'overwritten bytes': (bytes, random) => {
    const copy = bytes.slice();
    const from = random.below(copy.length + 1);
    const to = Math.min(copy.length, from + random.below(random.chance(0.2) ? 4_096 : 64));
    for (let at = from; at < to; at++) copy[at] = random.below(256);
    return copy;
  },
  'zeroed block': (bytes, random) => {
    const copy = bytes.slice();
    const from = random.below(copy.length + 1);
    copy.fill(0, from, from + random.below(1_024));
    return copy;
  },
  'lost bytes': (bytes, random) => {
    const from = random.below(bytes.length + 1);
    return joined([bytes.subarray(0, from), bytes.subarray(from + random.below(random.chance(0.3) ? bytes.length : 32))]);
  },
  'a cut end': (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  'a lost beginning': (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  'shuffled lines': (bytes, random) => joined(random.shuffled(linesOf(bytes))),
  'repeated lines': (bytes, random) => joined(linesOf(bytes).flatMap((line) => (random.chance(0.3) ? [line, line] : [line]))),
  'lost lines': (bytes, random) => joined(linesOf(bytes).filter(() => !random.chance(0.2))),
  'two writers at once': (bytes, random) => {
    const lines = linesOf(bytes);
    const at = random.below(lines.length + 1);
    const cut = random.below((lines[at]?.length ?? 0) + 1);
    return joined([...lines.slice(0, at), (lines[at] ?? new Uint8Array()).subarray(0, cut), ...lines.slice(0, at), ...lines.slice(at)]);
  },
  junk: (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return joined([bytes.subarray(0, at), encoder.encode(`${random.chance(0.5) ? '\n' : ''}${random.pick(JUNK)}\n`), bytes.subarray(at)]);
  },
  'other line ends': (bytes) => encoder.encode(decoder.decode(bytes).replaceAll('\n', '\r\n')),
  'another encoding': (bytes) => {
    const text = decoder.decode(bytes);
    const wide = new Uint8Array(2 + text.length * 2);
    wide.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) wide.set([text.charCodeAt(i) & 0xff, text.charCodeAt(i) >> 8], 2 + 2 * i);
    return wide;
  },
  'members of another kind': (bytes, random) => {
    const text = decoder.decode(bytes);
    const whole = parse(text);
    const documents = whole
      ? [whole.value]
      : text
          .split('\n')
          .flatMap((line) => parse(line) ?? [])
          .map(({ value }) => value);
    for (let n = random.below(4); n >= 0; n--) changeSomewhere(documents, random);
    return encoder.encode(documents.map((document) => `${JSON.stringify(document)}\n`).join(''));
  },
};

function parse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

/** Puts an odd value, or one from elsewhere, in the place of one somewhere below. */
function changeSomewhere(root: unknown[], random: Random): void {
  let at = root as unknown as Record<string, unknown>;
  for (;;) {
    const keys = Object.keys(at);
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const next = at[key];
    if (typeof next === 'object' && next !== null && Object.keys(next).length > 0 && !random.chance(0.15)) {
      at = next as Record<string, unknown>;
      continue;
    }
    if (random.chance(0.15) && !Array.isArray(at)) Reflect.deleteProperty(at, key);
    else at[key] = structuredClone(random.chance(0.2) ? at[random.pick(keys)] : random.pick(ODD));
    return;
  }
}
