/** One line of a text, by offsets, so that any edit can splice the original and leave every other byte alone. */
export interface TextLine {
  /** Offset of the first character. */
  start: number;
  /** Offset behind the last character, before the line end. */
  end: number;
  /** The line end as it stands: "\n", "\r\n", "\r", or "" for a last line without one. */
  eol: string;
}

/** Offset of the first character behind the line and its end. */
export function afterLine(line: TextLine): number {
  return line.end + line.eol.length;
}

/**
 * Splits at LF, CRLF and lone CR, the three line ends of CommonMark. A text that ends with a line end has no empty last line, and an
 * empty text has no line at all, so that the lines cover the text exactly once.
 */
export function splitLines(text: string): TextLine[] {
  const lines: TextLine[] = [];
  let start = 0;
  const ends = /\r\n|\n|\r/g;
  for (let match = ends.exec(text); match; match = ends.exec(text)) {
    lines.push({ start, end: match.index, eol: match[0] });
    start = match.index + match[0].length;
  }
  if (start < text.length) lines.push({ start, end: text.length, eol: '' });
  return lines;
}
