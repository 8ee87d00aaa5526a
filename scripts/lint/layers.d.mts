import type { ESLint } from 'eslint';

/** Why `file` (relative to the repository) may not import `source`, or undefined if it may. */
export function findFault(file: string, source: string, typeOnly: boolean): string | undefined;
declare const plugin: ESLint.Plugin;
export default plugin;
