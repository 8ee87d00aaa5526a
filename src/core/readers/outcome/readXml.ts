/** Takes the elements of an XML document in order; character data is left out. */
export interface XmlSink {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(): void;
}

/** Elements nested deeper than in any test report. */
const DEPTH_LIMIT = 100;

const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const TAG_END = /\s*(\/?)>/y;

/**
 * A small strict reader of XML, for machine-written reports: elements, attributes, comments, CDATA and the five entities. It refuses a
 * document type, and so can neither fetch anything nor grow. False where the text is not well-formed; then the sink has seen a part.
 * One pass: the time grows with the text.
 */
export function readXml(text: string, sink: XmlSink): boolean {
  const open: string[] = [];
  let elements = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  for (;;) {
    const next = text.indexOf('<', at);
    if (next < 0) return open.length === 0 && elements > 0 && text.slice(at).trim() === '';
    if (open.length === 0 && text.slice(at, next).trim() !== '') return false;
    const skipped = skipAside(text, next);
    if (skipped === -1) return false;
    if (skipped > 0) {
      at = skipped;
      continue;
    }
    if (text[next + 1] === '/') {
      const end = text.indexOf('>', next);
      if (end < 0 || text.slice(next + 2, end).trimEnd() !== open.pop()) return false;
      sink.close();
      at = end + 1;
      continue;
    }
    // A second root is no document.
    if (open.length === 0 && elements > 0) return false;
    const tag = readTag(text, next + 1);
    if (!tag || open.length >= DEPTH_LIMIT) return false;
    elements++;
    sink.open(tag.name, tag.attributes);
    if (tag.isEmpty) sink.close();
    else open.push(tag.name);
    at = tag.end;
  }
}

/** The end of a comment, CDATA or instruction at `at`; 0 where there is none, -1 where it is broken or not accepted. */
function skipAside(text: string, at: number): number {
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<![CDATA[', ']]>'],
    ['<?', '?>'],
  ] as const) {
    if (!text.startsWith(start, at)) continue;
    const close = text.indexOf(end, at + start.length);
    return close < 0 ? -1 : close + end.length;
  }
  return text[at + 1] === '!' ? -1 : 0;
}

interface Tag {
  name: string;
  attributes: Map<string, string>;
  isEmpty: boolean;
  end: number;
}

function readTag(text: string, at: number): Tag | undefined {
  const name = match(NAME, text, at)?.[0];
  if (name === undefined) return undefined;
  const attributes = new Map<string, string>();
  let end = at + name.length;
  for (let found = match(ATTRIBUTE, text, end); found; found = match(ATTRIBUTE, text, end)) {
    attributes.set(found[1] ?? '', decode(found[2] ?? found[3] ?? ''));
    end += found[0].length;
  }
  const close = match(TAG_END, text, end);
  return close ? { name, attributes, isEmpty: close[1] === '/', end: end + close[0].length } : undefined;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g, (whole, decimal, hex, name: string | undefined) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
