import process from 'node:process';

/** Nobody's number on every system with users. */
const NOBODY = 65_534;

/** Windows knows no modes of files, and a thread of a process may not change its user. */
export const cannotBeAnyone = process.platform === 'win32' || (process.geteuid?.() === 0 && process.seteuid === undefined);

/** Runs `work` as somebody to whom permissions apply: to the superuser none do. */
export async function asAnyone<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
