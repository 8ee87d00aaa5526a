import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real sessions for tests, beside the repository; they are not part of it. */
const FOLDER = fileURLToPath(new URL('../../../shared/traces/', import.meta.url));

/** The folder of real sessions, or why tests that read them are skipped: `describe.skipIf(sharedTraces.skip)(…)`. */
export const sharedTraces: { folder: string; skip: string | undefined } = {
  folder: FOLDER,
  skip: existsSync(`${FOLDER}INDEX.tsv`) ? undefined : 'no real sessions at ../shared/traces: skipped',
};
