import { ZERO, formatUsdExact, type Money } from '../session/money.ts';
import type { TextEdit } from '../session/textEdit.ts';
import type { TextFix } from '../session/textFix.ts';
import { CardEdits } from './cardEdits.ts';
import { asList, asRecord } from './checkCard.ts';
import { moneyOf } from './checkSums.ts';
import { nearestWord } from './nearestWord.ts';
import { readCardText, type CardPath } from './readCardText.ts';
import { neutralValue, schemaAt, wordsOf } from './schemaNode.ts';
import { problemsOf } from './validateCard.ts';

/** What a fix does; `key` and `value` of CardFix say to what. */
export type FixKind =
  | 'set-sum' // the amount that the parts add up to
  | 'set-word' // a word that the schema allows
  | 'set-number' // the number that stands there as a text
  | 'rename-key'
  | 'remove-key'
  | 'add-key'
  | 'remove-item'
  | 'remove-row'
  | 'sort-rows';

export type CardFix = TextFix<FixKind>;

/** Every way to mend the problems that begin on lines `from` to `to` (1-based, both included). Nothing is invented: a number only where others give it. */
export function fixCard(text: string, from: number, to: number): CardFix[] {
  const read = readCardText(text);
  const problems = problemsOf(read).filter(({ start, path }) => path !== undefined && start.line >= from && start.line <= to);
  if (problems.length === 0) return [];
  const edits = new CardEdits(text);
  const card = asRecord(read.exact);
  return problems.flatMap((problem) => {
    const path = problem.path ?? [];
    const make = (kind: FixKind, changes: TextEdit[], value = '', isPreferred = true): CardFix[] =>
      changes.length === 0
        ? []
        : [{ kind, code: problem.code, start: problem.start, key: String(path.at(-1) ?? ''), value, isPreferred, edits: changes }];
    const setTo = (amount: Money | undefined): CardFix[] =>
      amount === undefined || amount < ZERO ? [] : make('set-sum', edits.setValue(path, formatUsdExact(amount)), formatUsdExact(amount));
    switch (problem.code) {
      case 'rows-do-not-add-up':
        return setTo(rowsTotal(card));
      case 'split-does-not-add-up':
        // Where the rows add up to the total, it is a part that is wrong, and nothing tells which.
        return rowsTotal(card) === moneyOf(asRecord(card['cost'])['usd']) ? [] : setTo(splitTotal(card));
      case 'avoidable-does-not-add-up':
        return setTo(clustersTotal(card, path.at(-1) === 'avoidable_usd' ? 'proven' : 'likely'));
      case 'carry-above-usd':
        return make('remove-key', edits.removeKey(path));
      case 'wrong-order':
        return make('sort-rows', edits.sortRows());
      case 'duplicate-step':
        return make('remove-row', edits.removeItem(path.slice(0, -1)), String(asRecord(asList(card['steps'])[Number(path[1])])['step']));
      case 'unknown-cluster':
        return make('remove-item', edits.removeItem(path), String(valueAt(card, path)));
      case 'schema-additionalproperties':
        return fixUnknownKey(card, path, edits, make);
      case 'schema-required': {
        const value = missingAmount(card, path) ?? neutralValue(schemaAt(path));
        return value === undefined ? [] : make('add-key', edits.addKey(path, value), value);
      }
      case 'schema-enum':
      case 'schema-const': {
        const words = wordsOf(schemaAt(path));
        const nearest = nearestWord(String(valueAt(card, path)), words) ?? (words.length === 1 ? words[0] : undefined);
        const ordered = words.toSorted((a, b) => Number(b === nearest) - Number(a === nearest));
        return ordered.slice(0, 8).flatMap((word) => make('set-word', edits.setValue(path, word), word, word === nearest));
      }
      case 'schema-type': {
        const value = valueAt(card, path);
        const isNumber = ['number', 'integer'].includes(String(schemaAt(path)?.type));
        const number = isNumber && typeof value === 'string' ? value.trim() : '';
        return /^\d+(\.\d+)?$/.test(number) ? make('set-number', edits.setValue(path, number), number) : [];
      }
      default:
        return [];
    }
  });
}

type Make = (kind: FixKind, changes: TextEdit[], value?: string, isPreferred?: boolean) => CardFix[];

function fixUnknownKey(card: { [key: string]: unknown }, path: CardPath, edits: CardEdits, make: Make): CardFix[] {
  const parent = path.slice(0, -1);
  const present = Object.keys(asRecord(valueAt(card, parent)));
  const free = Object.keys(schemaAt(parent)?.properties ?? {}).filter((name) => !present.includes(name));
  const nearest = nearestWord(String(path.at(-1)), free);
  const renamed = nearest === undefined ? [] : make('rename-key', edits.renameKey(path, nearest), nearest);
  return [...renamed, ...make('remove-key', edits.removeKey(path), '', nearest === undefined)];
}

/** The one amount that is missing, where the others and their total give it. */
function missingAmount(card: { [key: string]: unknown }, path: CardPath): string | undefined {
  const cost = asRecord(card['cost']);
  const total = moneyOf(cost['usd']);
  const [section, place, field] = path;
  const amountOf = (amount: Money | undefined): string | undefined =>
    amount === undefined || amount < ZERO ? undefined : formatUsdExact(amount);
  if (section === 'cost' && path.length === 2) {
    if (place === 'usd') return amountOf(rowsTotal(card));
    if (place === 'avoidable_usd') return amountOf(clustersTotal(card, 'proven'));
    if (place === 'likely_avoidable_usd') return amountOf(clustersTotal(card, 'likely'));
  }
  if (total === undefined) return undefined;
  if (section === 'cost' && place === 'split' && path.length === 3) {
    const others = Object.keys(schemaAt(['cost', 'split'])?.properties ?? {}).filter((name) => name !== field);
    const parts = others.map((name) => moneyOf(asRecord(cost['split'])[name]));
    return parts.every((part) => part !== undefined) ? amountOf(total - sum(parts)) : undefined;
  }
  if (section === 'steps' && field === 'usd') {
    const parts = asList(card['steps']).flatMap((row, i) => (i === place ? [] : [moneyOf(asRecord(row)['usd'])]));
    return parts.every((part) => part !== undefined) ? amountOf(total - sum(parts)) : undefined;
  }
  return undefined;
}

function rowsTotal(card: { [key: string]: unknown }): Money | undefined {
  return sumOrUnknown(asList(card['steps']).map((row) => moneyOf(asRecord(row)['usd'])));
}

function splitTotal(card: { [key: string]: unknown }): Money | undefined {
  return sumOrUnknown(Object.values(asRecord(asRecord(card['cost'])['split'])).map(moneyOf));
}

function clustersTotal(card: { [key: string]: unknown }, which: 'proven' | 'likely'): Money | undefined {
  const clusters = asList(card['redundancy']).map(asRecord);
  const left = asRecord(asRecord(card['more'])['redundancy'])[`${which}_usd`];
  return sumOrUnknown([...clusters.filter((cluster) => cluster['class'] === which).map(({ usd }) => moneyOf(usd)), moneyOf(left ?? 0)]);
}

function sumOrUnknown(parts: readonly (Money | undefined)[]): Money | undefined {
  return parts.length > 0 && parts.every((part) => part !== undefined) ? sum(parts) : undefined;
}

function sum(parts: readonly Money[]): Money {
  return parts.reduce((total, part) => total + part, ZERO);
}

function valueAt(card: unknown, path: CardPath): unknown {
  let value = card;
  for (const name of path) value = (Array.isArray(value) ? value : asRecord(value))[name as never];
  return value;
}
