const ESCAPE = String.fromCharCode(27);
const TERMINAL_COLOUR = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]`, 'g');

/** What a line looks like that ends in a blank. */
const LINE_ENDS = [' \n', '\t\n', ' \u2028', '\t\u2028', ' \u2029', '\t\u2029'];

/**
 * Takes out of a tool result what changes from run to run without meaning anything: times, durations, process ids, line-number
 * gutters and the harness's reminders. Two results that are equal afterwards told the agent the same.
 */
export function normalizeResult(text: string): string {
  let rest = stripReminders(text);
  // To see that there is nothing for a pattern takes a fraction of the time that the pattern takes to find nothing.
  if (rest.includes(ESCAPE)) rest = rest.replace(TERMINAL_COLOUR, '');
  if (rest.includes('\r')) rest = rest.replace(/\r\n?/g, '\n');
  if (/\d/.test(rest)) rest = withoutMoments(rest);
  if (LINE_ENDS.some((end) => rest.includes(end))) rest = rest.replace(/(?<![ \t])[ \t]+$/gm, '');
  return rest.trim();
}

function withoutMoments(text: string): string {
  return text
    .replace(/^ {0,8}\d{1,7}(?:\u2192|\t)/gm, '')
    .replace(/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b/g, '<time>')
    .replace(/\b(?:\d+h ?)?\d+m ?\d+(?:\.\d+)?s\b/g, '<duration>')
    .replace(/\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|ns|µs|us)\b/g, '<duration>')
    .replace(/\b(pid|process id|process)([ :=#]{1,3})\d+\b/gi, '$1$2<pid>');
}

/** The text without the harness's reminders. By search, not by pattern: hostile text must not make it slow. */
export function stripReminders(text: string): string {
  const [open, close] = ['<system-reminder>', '</system-reminder>'];
  let kept = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf(open, from);
    const end = start < 0 ? -1 : text.indexOf(close, start + open.length);
    if (end < 0) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + close.length;
  }
}

/**
 * A stable 64-bit hash of text as 16 hex digits: two lanes of 32-bit multiply-and-mix over UTF-16 units, the length mixed in.
 * Not for security: it only tells whether two results are the same, and equal hashes are confirmed on the texts where it matters.
 */
export function hashText(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul((b << 13) | (b >>> 19), 5) + unit;
    b = (b ^ (b >>> 15)) | 0;
  }
  return `${finish(a ^ text.length)}${finish(b ^ Math.imul(text.length, 0x85ebca6b))}`;
}

function finish(lane: number): string {
  let x = lane;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
}

/** Hash of a tool result as a whole, for ToolResult.hash. */
export function hashResult(text: string): string {
  return hashText(normalizeResult(text));
}
