import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatLedgerRecord, LEDGER_FILE, readLedger } from '../core/costcraft/ledger.ts';
import type { LedgerRecord } from '../core/costcraft/ledger.ts';
import { codeOf, describeFileError } from './describeFileError.ts';
import { makeFolder } from './makeFolder.ts';
import { UnreadableFile } from './readChunks.ts';
import { NotWritten } from './writeFileAtomic.ts';

/** The decisions that a workspace's ledger holds, in order; none when there is no ledger. Throws UnreadableFile. */
export async function readLedgerFile(workspace: string): Promise<LedgerRecord[]> {
  const file = path.join(workspace, LEDGER_FILE);
  try {
    return readLedger(await readFile(file, 'utf8')).records;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw new UnreadableFile(file, describeFileError(error));
  }
}

/**
 * Appends decisions to a workspace's ledger in one write, making the file when it is missing. A last line without its end, left by a
 * crash, is ended first, so that it cannot spoil the new ones. Throws NotWritten.
 */
export async function appendToLedger(workspace: string, records: readonly LedgerRecord[]): Promise<void> {
  const file = path.join(workspace, LEDGER_FILE);
  if (records.length === 0) return;
  try {
    await makeFolder(path.dirname(file));
    const handle = await open(file, 'a+');
    try {
      const { size } = await handle.stat();
      const last = Buffer.alloc(1);
      const isOpen = size > 0 && (await handle.read(last, 0, 1, size - 1)).bytesRead === 1 && last[0] !== 0x0a;
      await handle.appendFile(`${isOpen ? '\n' : ''}${records.map(formatLedgerRecord).join('')}`, 'utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new NotWritten(file, `could not be appended to: ${describeFileError(error)}`);
  }
}
