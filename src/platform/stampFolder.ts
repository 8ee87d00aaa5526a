import { statSync } from 'node:fs';
import { lookAt } from './lookOnce.ts';

/** Clocks of file systems tick in steps of up to this, in milliseconds: what changes within one leaves the time as it is. */
const CLOCK_STEP = 2_000;

/** Changes with what the folder holds. One that has just changed may change again unseen, and so is never the same twice. */
export function stampFolder(folder: string): string {
  return lookAt(`folder ${folder}`, () => {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (!stats) return '';
    const settled = Date.now() - stats.mtimeMs > CLOCK_STEP;
    return `${stats.ino}:${stats.mtimeMs}:${settled ? '' : performance.now()}`;
  });
}
