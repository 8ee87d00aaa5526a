import type { PriceBook } from '../core/cost/priceBook.ts';
import { analyzeFile } from '../platform/analyzeFile.ts';
import type { AnalyzedFile } from '../platform/analyzeFile.ts';
import { OutcomeFolders } from '../platform/outcomeFiles.ts';
import { listSessionFiles } from './listSessionFiles.ts';
import type { FileRequest, InputStatus } from './listSessionFiles.ts';
import type { Terminal } from './terminal.ts';

export interface SessionRequest extends FileRequest {
  book: PriceBook;
}

/** Reads the sessions of a request one after another, in order of their paths, and names on standard error what could not be read. */
export async function* readSessions(request: SessionRequest, terminal: Terminal, status: InputStatus): AsyncGenerator<AnalyzedFile> {
  const { files, agentFiles, report, finish } = await listSessionFiles(request, terminal, status);
  const outcomes = { folders: new OutcomeFolders(), workspaces: [terminal.cwd], home: terminal.home };
  for (const file of files) {
    const result = await analyzeFile(file.path, { book: request.book, agentFiles, outcomes });
    const told = result.kind === 'session' ? { kind: result.kind, warnings: result.analyzed.attributed.session.warnings } : result;
    if (report(file, told) && result.kind === 'session') yield result;
  }
  finish();
}
