import { english, type Translate } from '../src/protocol/translate.ts';

let dictionary: Record<string, string> = {};

/** The texts of the editor's language by their English ones. What is not among them stays English. */
export function setTexts(texts: Record<string, string>): void {
  dictionary = texts;
}

export const t: Translate = (message, ...values) => english(Object.hasOwn(dictionary, message) ? dictionary[message]! : message, ...values);
