import type { SessionSummary } from '../../protocol/sessionSummary.ts';
import { isInside } from '../sessions/projectOf.ts';

/**
 * The sessions that a skill may learn from: those of the workspace folder it lies in, and those of no folder of the workspace. A skill
 * outside all of them (`folder` undefined), as below the home directory, learns from all.
 */
export function sessionsOfSkill<T extends Pick<SessionSummary, 'path' | 'cwd'>>(
  sessions: readonly T[],
  folder: string | undefined,
  folders: readonly string[],
): T[] {
  if (folder === undefined) return [...sessions];
  return sessions.filter(({ path, cwd }) => {
    const own = [cwd, path]
      .map((place) => (place === undefined ? undefined : innermost(place, folders)))
      .find((found) => found !== undefined);
    return own === undefined || own === folder;
  });
}

/** Folders of a workspace may lie in each other. */
function innermost(place: string, folders: readonly string[]): string | undefined {
  return folders.filter((folder) => isInside(place, folder)).sort((a, b) => b.length - a.length)[0];
}
