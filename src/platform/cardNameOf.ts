import path from 'node:path';

export const CARD_SUFFIX = '.tracecard.yaml';

/** `<session>.tracecard.yaml`, as the card of a session file is called; `mark` stands before the ending. A name only, never a path. */
export function cardNameOf(sessionFile: string, mark = ''): string {
  const name = path.basename(sessionFile).replace(/\.jsonl(?:\..*)?$|\.json$|\.log$/, '') || 'session';
  return `${name}${mark}${CARD_SUFFIX}`;
}
