import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The repository's own folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
/** Everything that is fetched or made at run time and may be deleted at any time (git-ignored). */
export const CACHE = path.join(ROOT, '.clawtrace-host');
/** The example that `npm start` and the host tests open, always as a copy. */
export const EXAMPLE = path.join(ROOT, 'test', 'workspace');
/** Where tests leave pictures and machine-readable results (git-ignored). */
export const RESULTS = path.join(ROOT, 'test', 'results');
/** Node of the `node` package: the same major version as VS Code's own extension host. */
export const NODE = path.join(ROOT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
