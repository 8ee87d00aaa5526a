import path from 'node:path';
import { vi } from 'vitest';
import * as loading from '../../../src/platform/loadSession.ts';
import { captureCli } from './captureCli.ts';
import type { Captured } from './captureCli.ts';

export interface Run extends Captured {
  /** Names of the sessions' files that were read. */
  read: string[];
}

export interface Place {
  /** Folder in which rows are kept. */
  keep: string;
  build?: string;
  cwd?: string;
  home?: string;
}

/** Runs a command that keeps rows. The test's file must spy on `loadSession.ts`. */
export async function runKept(args: readonly string[], { keep, build = 'one', ...place }: Place): Promise<Run> {
  const loads = vi.mocked(loading.loadSession);
  loads.mockClear();
  const run = await captureCli(args, { ...place, keep: { folder: keep, build } });
  return { ...run, read: loads.mock.calls.map(([file]) => path.basename(file)).sort() };
}
