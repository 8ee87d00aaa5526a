/** Text of a trace as plain words in Markdown: no link, image, HTML, code, icon or table cell can come out of it. One line. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/[\\`*_{}[\]()#+\-.!|<>~&$:@/]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .trim();
}

/** At most `limit` characters, with an ellipsis where something was cut; never half a surrogate pair. */
export function shorten(text: string, limit: number): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  if (oneLine.length <= limit) return oneLine;
  return `${oneLine
    .slice(0, limit - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`;
}
