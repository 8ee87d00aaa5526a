import { isAbsolute, type Place } from '../card/places.ts';

/** Names that stand in so many folders that the same name elsewhere is another file. */
const COMMON =
  /^(?:index|main|mod|lib|init|__init__|__main__|readme|changelog|license|package|config|setup|test|tests|utils?|types?|route|page|layout|makefile|dockerfile)$/i;

/** How much of the longer name the shorter must be, where one holds the other. */
const ALIKE = 0.5;

/**
 * True where `found` is most likely the file that `guessed` meant: the same name in another folder, a module that has become a folder or
 * that never was one (`a/b.rs`, `a/b/mod.rs`), or a longer name in the same folder (`relay.rs`, `mock_relay.rs`).
 */
export function isMovedPath(guessed: Place, found: Place): boolean {
  if (guessed === found || !isFile(guessed) || !isFile(found)) return false;
  const [a, b] = [partsOf(guessed), partsOf(found)];
  if (a.name === b.name) return !COMMON.test(a.stem) || a.folder.split('/').at(-1) === b.folder.split('/').at(-1);
  if (a.extension !== b.extension) return false;
  if (isSameFolder(`${a.folder}/${a.stem}`, b.folder) || isSameFolder(`${b.folder}/${b.stem}`, a.folder)) return true;
  const [short, long] = a.stem.length < b.stem.length ? [a.stem, b.stem] : [b.stem, a.stem];
  return long.includes(short) && short.length >= long.length * ALIKE && !COMMON.test(short);
}

function isFile(place: Place): boolean {
  return /[^/]\.\w+$/.test(place) && !/[*?]/.test(place);
}

function partsOf(place: Place): { folder: string; name: string; stem: string; extension: string } {
  const slash = place.lastIndexOf('/');
  const name = place.slice(slash + 1);
  const dot = name.lastIndexOf('.');
  return { folder: place.slice(0, Math.max(0, slash)), name, stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** A path that hangs on an unknown folder is compared by its end. */
function isSameFolder(a: string, b: string): boolean {
  return a === b || (isAbsolute(a) !== isAbsolute(b) && (a.endsWith(`/${b}`) || b.endsWith(`/${a}`)));
}
