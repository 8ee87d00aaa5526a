/**
 * Places that a step reads or writes: absolute paths, paths relative to an unknown folder, or one of the marks below.
 * A folder stands for all that is in it.
 */
export type Place = string;

/** Any file at all. */
export const ANYWHERE: Place = '*';

/** What no file tells: network, clock, processes, services. Only read, for what one command does there another need not see. */
export const WORLD: Place = 'world:';

export interface KnownEffect {
  reads: Place[];
  writes: Place[];
}

/** What a step touches; 'unknown' is a barrier: after it nothing may be called unchanged. */
export type Effect = KnownEffect | 'unknown';

export const NO_EFFECT: KnownEffect = { reads: [], writes: [] };

/** True where a write to `a` may change what a read of `b` sees. */
export function placesMeet(a: Place, b: Place): boolean {
  if (a === WORLD || b === WORLD) return a === b;
  if (a === ANYWHERE || b === ANYWHERE || a === b) return true;
  if (isAbsolute(a) === isAbsolute(b)) return isBelow(a, b) || isBelow(b, a);
  // One of the two hangs on an unknown folder: they may be the same when the known ends agree.
  const [relative, absolute] = isAbsolute(a) ? [b, a] : [a, b];
  return relative === '.' || relative.startsWith('..') || `${absolute}/`.includes(`/${relative}/`);
}

function isBelow(inner: Place, outer: Place): boolean {
  return outer === '.' || outer === '/' || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
}

export function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('~') || /^[A-Za-z]:\//.test(path);
}

/** What most tools are given: an absolute path with nothing in it to resolve, and no blank at its end. */
const RESOLVED = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\\]+)+(?<!\s)$/;

/** An absolute path where the folder is known, `.` and `..` resolved, with forward slashes and without a trailing one. */
export function resolvePath(path: string, cwd: string | undefined): Place {
  if (RESOLVED.test(path)) return path;
  const given = path.trim().replaceAll('\\', '/');
  const full = isAbsolute(given) || !cwd ? given : `${cwd.replaceAll('\\', '/')}/${given}`;
  const rooted = full.startsWith('/');
  const parts: string[] = [];
  for (const part of full.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !rooted) parts.push(part);
  }
  return `${rooted ? '/' : ''}${parts.join('/')}` || '.';
}
