import { format } from 'node:util';

/** Zero-width: the script that runs the suite shows only lines that begin with it, unless it is asked for everything. */
const MARK = '\u200b';

/**
 * Print to the terminal of whoever runs the suite, with %s and the like filled in.
 * The extension host's own console forwards each argument apart, in between VS Code's own messages, and cannot be replaced.
 */
export function print(...args: unknown[]): void {
  console.log(MARK + format(...args));
}
