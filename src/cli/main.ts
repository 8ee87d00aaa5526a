import module from 'node:module';
import { homedir } from 'node:os';
import process from 'node:process';
import { cacheFolder } from '../platform/cacheFolder.ts';
import { limitMemory } from './limitMemory.ts';
import { runCli } from './runCli.ts';
import { BUILD } from './version.ts';

// To compile the program takes longer than to read a small session; Node keeps what it has compiled among the system's temporary files.
module.enableCompileCache?.();

// A reader that has seen enough (`clawtrace cost … | head`) closes the pipe: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

const home = homedir();
const folder = cacheFolder({ variables: process.env, home, platform: process.platform });

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  cwd: process.cwd(),
  home,
  variables: process.env,
  ...(process.stdout.isTTY && process.stdout.columns > 0 && { columns: process.stdout.columns }),
  colour: process.stdout.isTTY && !process.env['NO_COLOR'],
  limitMemory,
  ...(BUILD !== undefined && { keep: { folder, build: BUILD } }),
});
