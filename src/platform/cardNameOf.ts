import path from 'node:path';
import { parseAddress } from './sessionAddress.ts';

export const CARD_SUFFIX = '.tracecard.yaml';

/** `<session>.tracecard.yaml`, as the card of a session file is called; `mark` stands before the ending. A name only, never a path. */
export function cardNameOf(sessionFile: string, mark = ''): string {
  const id = parseAddress(sessionFile)?.sessionId;
  if (id !== undefined) return `${encodeURIComponent(id).replaceAll('%', '_')}${mark}${CARD_SUFFIX}`;
  const name = path.basename(sessionFile).replace(/\.jsonl(?:\..*)?$|\.json$|\.log$/, '') || 'session';
  return `${name}${mark}${CARD_SUFFIX}`;
}
