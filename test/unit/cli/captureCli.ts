import { runCli } from '../../../src/cli/runCli.ts';
import type { ExitCode, Terminal } from '../../../src/cli/terminal.ts';

export interface Captured {
  code: ExitCode;
  out: string;
  err: string;
}

/** Runs a command line in this process and keeps what it prints. */
export async function captureCli(args: readonly string[], terminal: Partial<Terminal> = {}): Promise<Captured> {
  const captured = { out: '', err: '' };
  const code = await runCli(args, {
    out: (text) => void (captured.out += text),
    err: (text) => void (captured.err += text),
    cwd: process.cwd(),
    home: '/nonexistent-home',
    variables: {},
    colour: false,
    ...terminal,
  });
  return { code, ...captured };
}
