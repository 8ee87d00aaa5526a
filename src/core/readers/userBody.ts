import { TEXT_LIMIT, type SourcePointer, type UserEntry } from '../session/session.ts';
import { cutText } from './text.ts';

interface Facts {
  at?: number | undefined;
  byPerson: boolean;
  images?: number;
}

/** What was put into the context in the user's place, from its whole text. */
export function userBody(text: string, source: SourcePointer, { at, byPerson, images = 0 }: Facts): Omit<UserEntry, 'index' | 'parent'> {
  return { kind: 'user', chars: text.length, images, text: cutText(text, TEXT_LIMIT), byPerson, source, ...(at !== undefined && { at }) };
}
