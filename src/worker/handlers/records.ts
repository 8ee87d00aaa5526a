import { readRecordsText } from '../../platform/readRecordsText.ts';
import type { WorkerCalls } from '../../protocol/workerMessages.ts';

/** VS Code hands no larger document to an extension. */
const SHOWN_BYTES = 48_000_000;

/** The records of a session of a database, or of a packed file, as text. */
export async function records({ path }: WorkerCalls['records']['request']): Promise<WorkerCalls['records']['answer']> {
  return { text: await readRecordsText(path, SHOWN_BYTES) };
}
