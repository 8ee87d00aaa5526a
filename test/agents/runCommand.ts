import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

export interface Command {
  file: string;
  args: readonly string[];
  cwd: string;
  /** All that it gets of the environment beside the path to commands. */
  variables: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

/** What a command printed on standard output. Rejects with the end of what it complained of, when it failed. */
export async function runCommand(command: Command): Promise<string> {
  const { child, output } = start(command);
  const timer = setTimeout(() => child.kill('SIGKILL'), command.timeoutMs ?? 300_000);
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearTimeout(timer);
  if (code !== 0)
    throw new Error(`${path.basename(command.file)} ended with ${code ?? 'a signal'}: ${output.err.slice(-600)}${output.out.slice(-600)}`);
  return output.out;
}

/** A command that runs on until it is stopped; resolves once it has printed `sign`. */
export async function startService(command: Command, sign: string): Promise<{ stop(): Promise<void> }> {
  const { child, output } = start(command);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const deadline = Date.now() + (command.timeoutMs ?? 300_000);
  while (!output.out.includes(sign) && !output.err.includes(sign)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${path.basename(command.file)} did not get as far as "${sign}": ${(output.err + output.out).slice(-600)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return {
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
      await closed;
      clearTimeout(timer);
    },
  };
}

function start({ file, args, cwd, variables }: Command): { child: ReturnType<typeof spawn>; output: { out: string; err: string } } {
  // Agents start Node by its name, and want the one that runs this.
  const commands = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  const child = spawn(file, [...args], { cwd, env: { PATH: commands, TERM: 'dumb', ...variables }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => void (output.out += data.toString('utf8')));
  child.stderr.on('data', (data: Buffer) => void (output.err += data.toString('utf8')));
  return { child, output };
}
