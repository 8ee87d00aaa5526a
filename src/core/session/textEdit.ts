/** Replaces a part of a text. Offsets count UTF-16 units of the text as it was; the end is exclusive. */
export interface TextEdit {
  start: number;
  end: number;
  newText: string;
}

/** The text with all edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((now, { start, end, newText }) => now.slice(0, start) + newText + now.slice(end), text);
}
