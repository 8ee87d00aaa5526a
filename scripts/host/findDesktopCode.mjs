import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { runCommand } from './children.mjs';

const NAMES = ['code', 'code-insiders', 'codium'];
/** Wrappers of the same name that only talk to a window elsewhere and cannot load an extension from its sources. */
const REMOTE = /remote-cli|code-server|vscode-server|server\/bin|^\/mnt\//;

/** Path of a desktop VS Code's command, or undefined where there is none or nobody could see its window. */
export async function findDesktopCode() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  for (const name of NAMES) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
      const file = path.join(folder, process.platform === 'win32' ? `${name}.cmd` : name);
      if (!existsSync(file) || REMOTE.test(realpathSync(file))) continue;
      const { code } = await runCommand(file, ['--version'], { quiet: true, timeoutMs: 10_000 });
      if (code === 0) return file;
    }
  }
  return undefined;
}
