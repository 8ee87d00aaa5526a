import { cardPlace, type CardPlace, type Lines } from './cardPlace.ts';
import { neutralValue, schemaAt, wordsOf, type SchemaNode } from './schemaNode.ts';

/** A key or a word that may stand at a place of a card. */
export interface CardCompletion {
  label: string;
  kind: 'key' | 'word';
  /** What is written; for a key with what can be said of its value. */
  insert: string;
  isRequired: boolean;
  /** What the schema says about it. */
  description?: string;
}

/** What may be typed at a place (0-based), by the published schema, and the columns that it replaces. */
export function completeCard(
  lines: Lines,
  line: number,
  column: number,
): { start: number; end: number; items: CardCompletion[] } | undefined {
  const place = cardPlace(lines, line, column);
  if (!place) return undefined;
  const items = place.at === 'key' ? keysAt(place) : wordsAt(place);
  return items.length > 0 ? { start: place.start, end: place.end, items } : undefined;
}

/** What the schema says about the key, or the value, at a place (0-based), and the columns of the word; undefined where it says nothing. */
export function describeCardKey(
  lines: Lines,
  line: number,
  column: number,
): { name: string; description: string; words: string[]; start: number; end: number } | undefined {
  const place = cardPlace(lines, line, column);
  if (!place || place.at !== 'key') return undefined;
  const node = schemaAt([...place.path, place.key]);
  if (node?.description === undefined) return undefined;
  return { name: place.key, description: node.description, words: wordsOf(node), start: place.start, end: place.end };
}

function keysAt({ path, present }: CardPlace): CardCompletion[] {
  const node = schemaAt(path);
  const free = Object.entries(node?.properties ?? {}).filter(([name]) => !present.includes(name));
  const items = free.map(([name]): CardCompletion => {
    const value = schemaAt([...path, name]);
    const description = value?.description;
    const isRequired = node?.required?.includes(name) ?? false;
    return {
      label: name,
      kind: 'key',
      insert: `${name}: ${startOfValue(value)}`,
      isRequired,
      ...(description !== undefined && { description }),
    };
  });
  return [...items.filter(({ isRequired }) => isRequired), ...items.filter(({ isRequired }) => !isRequired)];
}

function wordsAt({ path, key, inList }: CardPlace): CardCompletion[] {
  const node = schemaAt(inList ? [...path, 0] : [...path, key]);
  const description = node?.description;
  return wordsOf(node).map((word) => ({
    label: word,
    kind: 'word',
    insert: word,
    isRequired: false,
    ...(description !== undefined && { description }),
  }));
}

/** Only one value is possible, or a list or text that is still empty: that much can be written at once. */
function startOfValue(node: SchemaNode | undefined): string {
  return node?.const !== undefined || node?.type === 'array' ? (neutralValue(node) ?? '') : '';
}
