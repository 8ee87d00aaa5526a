/** Characters that steer a terminal, turn the direction of text or cannot be seen, and that JSON and YAML leave as they are inside quotes. */
const UNSEEN = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The same text between double quotes in JSON and YAML, with these characters as `\uXXXX`: what a trace says cannot hide in it. */
export function escapeUnseen(text: string): string {
  return text.replace(UNSEEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
