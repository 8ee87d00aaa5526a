import { readSessionBytes } from '../../src/core/readers/readSession.ts';
import { encodeOtlp, list, withBinaryIds, type Raw } from '../unit/readers/encodeOtlp.ts';
import { fixtureJson } from '../unit/readers/fixture.ts';
import { DAMAGES, joined } from './damage.ts';
import { checkSession, problemOfCard } from './problemOf.ts';
import { Random } from './random.ts';
import type { Suite } from './suite.ts';
import { cutAt } from './cutAt.ts';

interface Framing {
  name: string;
  bytes: Uint8Array;
  /** Where a whole message ends: cut there, the file is a shorter one and nothing else. */
  ends: ReadonlySet<number>;
  total: bigint;
}

const FRAMINGS: readonly Framing[] = makeFramings();

/** Files of spans in protobuf, cut behind each of their bytes. */
export const spansCut: Suite = {
  name: 'spans-cut',
  inputs: FRAMINGS.reduce((sum, { bytes }) => sum + bytes.length, 0),
  run(input) {
    const { file: framing, length } = cutAt(FRAMINGS, input);
    const { session } = readSessionBytes(framing.bytes.subarray(0, length), 'spans.binpb');
    const place = `${framing.name} cut behind ${length} bytes`;
    if (!session) return length < Math.min(...framing.ends) ? undefined : `${place}: the whole message before the cut is lost`;
    const checked = checkSession(session);
    if (checked.problem !== undefined) return `${place}: ${checked.problem}`;
    const saysCut = session.warnings.some(({ code }) => code === 'cut-document');
    if (saysCut === framing.ends.has(length))
      return `${place}: ${saysCut ? 'a whole file is said to be cut' : 'nothing says that it is cut'}`;
    return checked.bill.total > framing.total ? `${place}: it costs ${checked.bill.total} for ${framing.total}` : undefined;
  },
};

/** Files of spans in protobuf that went bad. There is no sum to prove them by: what still adds up is taken as it stands. */
export const spans: Suite = {
  name: 'spans',
  run(input, seed) {
    const random = new Random('spans', seed, input);
    const { name, bytes } = random.pick(FRAMINGS);
    const damage = random.pick(Object.keys(DAMAGES));
    const { session } = readSessionBytes((DAMAGES[damage] as (typeof DAMAGES)[string])(bytes, random), 'spans.binpb');
    if (!session) return undefined;
    const checked = checkSession(session);
    const problem = checked.problem ?? (input % 64 === 0 ? problemOfCard(checked.bill) : undefined);
    return problem && `${name} with ${damage}: ${problem}`;
  },
};

export const BINARY_SUITES: readonly Suite[] = [spansCut, spans];

/** The spans of the fixture in two messages, in each of the ways in which messages follow each other in a file. */
function makeFramings(): Framing[] {
  const [first, second] = halves(withBinaryIds(fixtureJson('otlp.json'))).map(encodeOtlp) as [Uint8Array, Uint8Array];
  const framed = (head: (length: number) => number[]): [Uint8Array, Uint8Array] =>
    [first, second].map((message) => joined([Uint8Array.from(head(message.length)), message])) as [Uint8Array, Uint8Array];
  const parts: [string, [Uint8Array, Uint8Array]][] = [
    ['one message after another', [first, second]],
    ['messages with four bytes of length', framed((length) => [0, 0, length >> 8, length & 0xff])],
    ['messages with a varint of length', framed((length) => [(length & 0x7f) | 0x80, length >> 7])],
  ];
  return parts.map(([name, messages]) => {
    const bytes = joined(messages);
    const { session } = readSessionBytes(bytes, name);
    const checked = session && checkSession(session);
    if (!checked || checked.problem !== undefined) throw new Error(`${name}: ${checked?.problem ?? 'not read'}`);
    return { name, bytes, ends: new Set([messages[0].length, bytes.length]), total: checked.bill.total };
  });
}

/** A document as two, each with about half of the spans. */
function halves(document: Raw): Raw[] {
  const [batch] = list(document, 'resourceSpans') as [Raw];
  const [scope] = list(batch, 'scopeSpans') as [Raw];
  const all = list(scope, 'spans');
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].map((some) => ({
    resourceSpans: [{ ...batch, scopeSpans: [{ ...scope, spans: some }] }],
  }));
}
