import { asList, asRecord, asText } from '../json.ts';

/** The text of a message's content; what is encrypted counts as the text it is. */
export function contentText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  return asList(raw)
    .map((part) => asText(asRecord(part)?.['text']) ?? asText(asRecord(part)?.['encrypted_content']) ?? '')
    .filter((text) => text !== '')
    .join('\n');
}
