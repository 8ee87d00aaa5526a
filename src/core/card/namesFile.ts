import type { Place } from './places.ts';

/** True where the text names the file by its path or its last part, as a word of its own. Folders and names without a dot are words like others. */
export function namesFile(text: string, place: Place): boolean {
  const name = place.slice(place.lastIndexOf('/') + 1);
  if (!name.includes('.')) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w.-]$/.test(text.slice(Math.max(0, at - 1), at)) && !/^(?:[\w-]|\.\w)/.test(text.slice(at + name.length, at + name.length + 2)))
      return true;
  }
  return false;
}
