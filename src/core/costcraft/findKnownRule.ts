import { readRules } from '../skill/managedRules.ts';
import type { TextPlace } from './patch.ts';

/** Share of a rule's telling words that one passage must hold to say the same. */
const SAME = 0.7;

const EMPTY_WORDS = new Set(
  'a an and any are as at be been before by can do does each else every first for from has have here how if in into is it its last may more most must need needed never no not of on once one only or other so than that the their them then there these they this to until up use used was what when where which while with without you your'.split(
    ' ',
  ),
);

/** A text that agents load anyway. */
export interface KnownText {
  file: string;
  text: string;
}

/** Where a rule is said already (the line is 1-based), or undefined when it is new. */
export function findKnownRule(id: string, rule: string, texts: readonly KnownText[]): TextPlace | undefined {
  const wanted = tellingWords(rule);
  for (const { file, text } of texts) {
    const own = readRules(text).find((r) => r.id === id);
    if (own) return { file, line: own.line + 1 };
    const lines = text.split(/\r\n|\n|\r/);
    for (let i = 0; i < lines.length; i++) {
      // A line alone, or two together where neither says it alone, because people break sentences.
      const [line, next] = [lines[i] ?? '', lines[i + 1] ?? ''];
      if (holds(line, wanted) || (!holds(next, wanted) && holds(`${line} ${next}`, wanted))) return { file, line: i + 1 };
    }
  }
  return undefined;
}

function holds(passage: string, wanted: ReadonlySet<string>): boolean {
  const held = tellingWords(passage);
  if (held.size < 4 || wanted.size === 0) return false;
  let hits = 0;
  for (const word of wanted) if (held.has(word)) hits++;
  return hits / wanted.size >= SAME;
}

/** Lower-case words and names, endings cut so that "reads" meets "read". */
function tellingWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_./-]+/gu) ?? [];
  const stems = words
    .map((word) => word.replace(/^[./-]+|[./-]+$/g, ''))
    .filter((word) => word.length > 1 && !EMPTY_WORDS.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word));
  return new Set(stems);
}
