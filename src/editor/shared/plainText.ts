/** Joins without a sign and without a place to break the line. */
const WORD_JOINER = '\u2060';

/**
 * Words of a trace or a file's name for labels and notifications. The editor makes icons of `$(name)` there, and links (of commands,
 * too) of `[text](target)`: neither can come out of this, and it looks the same.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replaceAll('$(', `$${WORD_JOINER}(`)
    .replaceAll('](', `]${WORD_JOINER}(`);
}
