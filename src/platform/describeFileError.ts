import { messageOf } from '../core/session/messageOf.ts';
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'no permission to read it',
  EPERM: 'the system does not permit it',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'a part of its path is not a folder',
  // A folder was to be made, and something else bears its name.
  EEXIST: 'a part of its path is not a folder',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of disk space is used up',
  EIO: 'the disk reported an error',
};

/** What went wrong with a file, for people and without its path: "no permission to read it". */
export function describeFileError(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined && REASONS[code] !== undefined) return REASONS[code];
  return messageOf(error);
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}
