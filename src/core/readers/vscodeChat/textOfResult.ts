import { asList, asRecord, asText } from '../json.ts';

/** Deeper trees are cut: no rendered result has them. */
const DEPTH_LIMIT = 200;

/** The text of a tool's result: plain parts, or what VS Code rendered as a tree of elements. */
export function textOfResult(result: unknown): { text: string; images: number } {
  const texts: string[] = [];
  let images = 0;
  for (const item of asList(asRecord(result)?.['content'])) {
    const value = asRecord(item)?.['value'];
    if (typeof value === 'string') texts.push(value);
    else if (asRecord(value)?.['node']) texts.push(textOfNode(asRecord(value)?.['node'], 0));
    else if (asText(asRecord(item)?.['mimeType'])?.startsWith('image/') || asText(asRecord(value)?.['mimeType'])?.startsWith('image/'))
      images++;
  }
  return { text: texts.join('\n'), images };
}

function textOfNode(value: unknown, depth: number): string {
  const node = asRecord(value);
  if (!node || depth > DEPTH_LIMIT) return '';
  const own = typeof node['text'] === 'string' ? `${node['lineBreakBefore'] === true ? '\n' : ''}${node['text']}` : '';
  return (
    own +
    asList(node['children'])
      .map((child) => textOfNode(child, depth + 1))
      .join('')
  );
}
