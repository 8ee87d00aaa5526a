import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

/** An agent as the package registry has it, at the one version whose behaviour is known. */
export interface AgentPackage {
  package: string;
  version: string;
  /** False where the package's own scripts would build or fetch what this test does not need. */
  scripts: boolean;
}

/** Installs an agent outside the repository, once; together they are more than a gigabyte. Gives the folder of its commands. */
export async function install(agent: AgentPackage): Promise<string> {
  const folder = path.join(cacheFolder(), `${agent.package.split('/').at(-1) ?? agent.package}-${agent.version}`);
  const bin = path.join(folder, 'node_modules', '.bin');
  if (installedVersion(folder, agent.package) === agent.version) return bin;
  mkdirSync(folder, { recursive: true });
  const options = ['--no-audit', '--no-fund', '--loglevel=error', ...(agent.scripts ? [] : ['--ignore-scripts'])];
  await promisify(execFile)('npm', ['install', '--prefix', folder, ...options, `${agent.package}@${agent.version}`], { cwd: folder });
  return bin;
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
  return path.join(base, 'clawtrace-agents');
}

function installedVersion(folder: string, name: string): string | undefined {
  const file = path.join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version;
}
