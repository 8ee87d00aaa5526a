import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';

/** Children that still run; whatever way this process ends, they end with it. */
const running = new Set();
/** What must be undone before a signal may end this process, such as deleting a temporary folder. */
const cleanups = new Set();
let hooked = false;

/** Run `undo` when a signal ends this process. Returns a function that forgets it again. */
export function onSignal(undo) {
  hookExit();
  cleanups.add(undo);
  return () => cleanups.delete(undo);
}

function hookExit() {
  if (hooked) return;
  hooked = true;
  process.on('exit', () => {
    for (const child of running) killTree(child, 'SIGKILL');
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.once(signal, () => {
      void Promise.allSettled([...cleanups].map((undo) => undo())).then(() => process.exit(code));
    });
  }
}

/** Start a child in a process group of its own, so that its own children can be ended with it. */
export function startChild(command, args, options = {}) {
  hookExit();
  const child = spawn(command, args, { ...options, detached: process.platform !== 'win32' });
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** End a child and everything it started. Resolves once it is gone; after `graceMs` it is no longer asked but killed. */
export async function stopChild(child, graceMs = 3000) {
  if (child.exitCode !== null || child.signalCode !== null) {
    running.delete(child);
    return;
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  killTree(child, 'SIGTERM');
  const timer = setTimeout(() => killTree(child, 'SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
  killTree(child, 'SIGKILL');
}

function killTree(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else process.kill(-child.pid, signal);
  } catch {
    // The group is already gone: that is what was wanted.
  }
}

/**
 * Run a command to its end.
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number}} options quiet: keep the output back unless it fails.
 * @returns {Promise<{code: number, output: string}>} output: what it printed to both streams.
 */
export function runCommand(command, args, { cwd, env, quiet = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = startChild(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: needsShell(command) });
    let output = '';
    let timer;
    const take = (stream) => (chunk) => {
      output += chunk;
      if (!quiet) stream.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
    if (timeoutMs) {
      timer = setTimeout(() => {
        output += `stopped after ${timeoutMs / 1000} s\n`;
        void stopChild(child);
      }, timeoutMs);
    }
  });
}

/** npm, npx and code are .cmd files on Windows, which only a shell can start. */
function needsShell(command) {
  return process.platform === 'win32' && /^(npm|npx)$|\.cmd$/.test(command);
}
