import { Document } from 'yaml';
import { escapeUnseen } from '../session/escapeUnseen.ts';
import type { BriefCard, TraceCard } from './traceCard.ts';

/** Keys whose numbers are exact decimals in US dollars; they must never pass through a double. */
export function isMoneyKey(key: string, parent: string): boolean {
  return key === 'usd' || key === 'carry' || key.endsWith('_usd') || parent === 'split';
}

/** Lists of which each entry stands on one line of its own. */
const ONE_LINE_EACH = new Set(['steps', 'redundancy', 'failures', 'agents', 'compactions', 'rewrites', 'prefix']);

/** Small maps that read better on one line. */
const ONE_LINE = new Set(['models', 'source', 'tokens', 'outcome']);

/** In a brief card, where every line counts, these stand on one line too. */
const BRIEF_ONE_LINE = new Set([...ONE_LINE, 'split', 'context']);

/**
 * The card as YAML text: the same card gives the same bytes. A card is written in several sizes until one fits, so this does by itself what
 * the `yaml` package would do with a tree of nodes; that package says which texts YAML takes for something else, and reads cards.
 */
export function writeCard(card: TraceCard | BriefCard): string {
  // Whatever holds such a character was put in double quotes below.
  return escapeUnseen(`${writeBlock(card, '', '', 'brief' in card ? BRIEF_ONE_LINE : ONE_LINE).slice(1)}\n`);
}

/** A map or a list over several lines, each with a line break before it. Empty ones stand on the line of their key. */
function writeBlock(value: object, key: string, indent: string, oneLine: ReadonlySet<string>): string {
  if (Array.isArray(value)) {
    return value
      .map((item: unknown) => `\n${indent}- ${ONE_LINE_EACH.has(key) ? writeInline(item, '', key) : writeText(item, '', key)}`)
      .join('');
  }
  let block = '';
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    block += `\n${indent}${quoteIfNeeded(name)}:`;
    if (!oneLine.has(name) && isBlock(item, key)) block += writeBlock(item, name, `${indent}  `, oneLine);
    else block += ` ${writeInline(item, name, key)}`;
  }
  return block;
}

function isBlock(value: unknown, parent: string): value is object {
  if (typeof value !== 'object' || value === null || parent === 'more') return false;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some((item) => item !== undefined);
}

function writeInline(value: unknown, key: string, parent: string): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[ ${value.map((item: unknown) => writeInline(item, '', key)).join(', ')} ]`;
  }
  if (typeof value !== 'object' || value === null) return writeText(value, key, parent);
  let pairs = '';
  for (const [name, item] of Object.entries(value)) {
    if (item !== undefined) pairs += `${pairs && ', '}${quoteIfNeeded(name)}: ${writeInline(item, name, key)}`;
  }
  return pairs ? `{ ${pairs} }` : '{}';
}

function writeText(value: unknown, key: string, parent: string): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  // The digits as they are: a number would become the nearest double.
  return isMoneyKey(key, parent) ? value : quoteIfNeeded(value);
}

/** In double quotes JSON is YAML. A key may be the name of a model, and so anything. */
function quoteIfNeeded(text: string): string {
  return isPlain(text) ? text : JSON.stringify(text);
}

/** What every YAML reader takes for the same plain text, old ones too (some stop at "?" or "#" on a one-line map). */
const PLAIN_EVERYWHERE = /^[\w./~](?:[\w./~ +-]*[\w./~+-])?$/;

/** Two letters begin no number and no date, only the words that YAML 1.1 takes for a truth or for nothing. */
const WORD = /^(?!(?:yes|no|on|off|true|false|null)$)[a-z]{2}/i;

function isPlain(text: string): boolean {
  return PLAIN_EVERYWHERE.test(text) && (WORD.test(text) || !TYPED.some((form) => form.test(text)));
}

/** How numbers, dates and the like are written, in YAML 1.2 and in 1.1: a text that looks like one needs quotes. */
const TYPED = typedForms();

function typedForms(): RegExp[] {
  const { schema } = new Document(null, { compat: 'yaml-1.1' });
  return [...schema.tags, ...(schema.compat ?? [])].flatMap((tag) => ('test' in tag && tag.default && tag.test ? [tag.test] : []));
}
