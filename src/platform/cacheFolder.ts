import path from 'node:path';

export interface CachePlace {
  variables: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
  /** As `process.platform` names it. */
  platform: string;
}

/**
 * Where programs of this system keep what can be made again: below $XDG_CACHE_HOME where that is set (XDG Base Directory Specification: a
 * relative path there counts for nothing), else where the platform has its own place. The folder need not exist.
 */
export function cacheFolder({ variables, home, platform }: CachePlace): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = variables;
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, 'clawtrace');
  if (platform === 'win32') return path.join(local || path.join(home, 'AppData', 'Local'), 'clawtrace', 'Cache');
  return path.join(home, ...(platform === 'darwin' ? ['Library', 'Caches'] : ['.cache']), 'clawtrace');
}
