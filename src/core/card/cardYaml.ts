import { Document, Pair, Scalar, YAMLMap, YAMLSeq, type ScalarTag } from 'yaml';
import { escapeUnseen, hasUnseen } from '../session/escapeUnseen.ts';
import type { TraceCard } from './traceCard.ts';

/** Keys whose numbers are exact decimals in US dollars; they must never pass through a double. */
export function isMoneyKey(key: string, parent: string): boolean {
  return key === 'usd' || key === 'carry' || key.endsWith('_usd') || parent === 'split';
}

class Decimal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Writes the digits as they are; the `yaml` package alone would print the nearest double. */
const decimalTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => value instanceof Decimal,
  resolve: (text) => new Decimal(text),
  stringify: ({ value }) => (value as Decimal).text,
};

/** Lists of which each entry stands on one line of its own. */
const ONE_LINE_EACH = new Set(['steps', 'redundancy', 'failures', 'agents', 'compactions', 'rewrites']);

/** Small maps that read better on one line. */
const ONE_LINE = new Set(['models', 'source', 'tokens', 'outcome']);

/** The card as YAML text: the same card gives the same bytes. */
export function writeCard(card: TraceCard): string {
  const document = new Document(null, {
    customTags: [decimalTag],
    compat: 'yaml-1.1',
  });
  document.contents = toNode(card, '', '', false);
  // Lines are never folded: an editor shows one step on one line.
  // Whatever holds such a character was put in double quotes below.
  return escapeUnseen(document.toString({ lineWidth: 0, flowCollectionPadding: true }));
}

function toNode(value: unknown, key: string, parent: string, flow: boolean): Scalar | YAMLMap | YAMLSeq {
  if (Array.isArray(value)) {
    const list = new YAMLSeq();
    list.flow = flow || value.length === 0;
    const inner = flow || ONE_LINE_EACH.has(key);
    for (const item of value) list.add(toNode(item, '', key, inner));
    return list;
  }
  if (typeof value === 'object' && value !== null) {
    const map = new YAMLMap();
    map.flow = flow || ONE_LINE.has(key) || parent === 'more';
    for (const [name, item] of Object.entries(value)) {
      if (item !== undefined) map.items.push(new Pair(toKey(name), toNode(item, name, key, map.flow)));
    }
    return map;
  }
  if (typeof value === 'string' && isMoneyKey(key, parent)) return new Scalar(new Decimal(value));
  const scalar = new Scalar(value);
  if (typeof value === 'string' && !PLAIN_EVERYWHERE.test(value)) scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** A key may be the name of a model, and so anything. */
function toKey(name: string): Scalar {
  const key = new Scalar(name);
  if (hasUnseen(name)) key.type = Scalar.QUOTE_DOUBLE;
  return key;
}

/** What every YAML reader takes for the same plain text, old ones too (some stop at "?" or "#" on a one-line map). */
const PLAIN_EVERYWHERE = /^[\w./~][\w./~ +-]*$/;
