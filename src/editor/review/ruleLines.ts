/**
 * Lines that carry a rule's id, by id: 0-based number and text without the line end. The id is the marker that threads and decisions
 * follow, because line numbers move with every edit. The first line wins if a person copied one.
 */
export function ruleLines(text: string, ids: Iterable<string>): Map<string, { line: number; text: string }> {
  const found = new Map<string, { line: number; text: string }>();
  const wanted = new Set(ids);
  if (wanted.size === 0) return found;
  text.split(/\r?\n/).forEach((lineText, line) => {
    for (const word of lineText.match(/[\w-]+/g) ?? []) {
      if (wanted.has(word) && !found.has(word)) found.set(word, { line, text: lineText });
    }
  });
  return found;
}

/** The text with each of these rules' lines replaced; ids that have no line are passed over. */
export function withRuleLines(text: string, lines: ReadonlyMap<string, { text: string }>): string {
  const places = ruleLines(text, lines.keys());
  if (places.size === 0) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const all = text.split(/\r?\n/);
  for (const [id, { line }] of places) all[line] = lines.get(id)?.text ?? (all[line] as string);
  return all.join(eol);
}
