import { existsSync } from 'node:fs';
import { AgentFiles } from '../platform/agentFiles.ts';
import { listAgentFolders } from '../platform/agentHomes.ts';
import { discoverTraces } from '../platform/discoverTraces.ts';
import { dropOwnedAgentFiles } from '../platform/dropOwnedAgentFiles.ts';
import { plural } from './formatCount.ts';
import { findSessions } from './findSessions.ts';
import type { FoundRow, FoundSession } from './findSessions.ts';
import { formatTable } from './formatTable.ts';
import { KeptRows } from './keptRows.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { createStyle } from './style.ts';
import { printable } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = { home: { type: 'string' }, json: { type: 'boolean' }, 'no-cache': { type: 'boolean' } } as const;

interface Place {
  /** The agent whose folder it is; absent for a PATH. */
  agent?: string;
  label: string;
  folder: string;
}

interface Found extends Place {
  exists: boolean;
  files: number;
  sessions: (FoundSession & { path: string; bytes: number })[];
  /** Files that hold no session of a known format, or could not be read, with the reason. */
  others: { path: string; reason: string }[];
}

/** `clawtrace sessions [PATH…] [--home DIR] [--json] [--no-cache]`: what was found where, by agent. */
export async function runSessions(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const home = values['home'];
  const found: Found[] = [];
  const kept = KeptRows.open<FoundRow>({ name: 'sessions', off: values['no-cache'] === true, verbose: false }, terminal);
  for (const place of placesOf(positionals, typeof home === 'string' ? home : undefined, terminal)) found.push(await search(place, kept));
  terminal.out(values['json'] === true ? writeJson({ places: found as never }) : report(found, terminal));
  await kept?.flush();
  const missing = [...positionals, ...(typeof home === 'string' ? [home] : [])].filter((folder) => !existsSync(folder));
  for (const folder of missing) terminal.err(`clawtrace: ${printable(folder)}: no such file or folder\n`);
  return missing.length > 0 ? 1 : 0;
}

function placesOf(paths: readonly string[], home: string | undefined, terminal: Terminal): Place[] {
  const given = paths.map((folder): Place => ({ label: 'given', folder }));
  if (home !== undefined) return [...given, ...listAgentFolders(home)];
  return paths.length > 0 ? given : listAgentFolders(terminal.home, terminal.variables);
}

async function search(place: Place, kept: KeptRows<FoundRow> | undefined): Promise<Found> {
  const found: Found = { ...place, exists: existsSync(place.folder), files: 0, sessions: [], others: [] };
  if (!found.exists) return found;
  const { files, problems } = await discoverTraces([place.folder]);
  const agentFiles = new AgentFiles();
  const own = await dropOwnedAgentFiles(files, agentFiles);
  found.files = files.length;
  found.others.push(...problems);
  const rows = await findSessions(
    own.map((file) => file.path),
    kept,
  );
  own.forEach(({ path, bytes }, i) => {
    const row = rows[i] as FoundRow;
    if (row.kind === 'session') found.sessions.push({ path, ...row.session, bytes });
    else found.others.push({ path, reason: row.reason });
  });
  return found;
}

function report(found: readonly Found[], terminal: Terminal): string {
  const style = createStyle(terminal.colour);
  const lines: string[] = [];
  const [there, absent] = [found.filter(({ exists }) => exists), found.filter(({ exists }) => !exists)];
  for (const place of there) {
    const others = place.others.length > 0 ? `, ${plural(place.others.length, 'file')} without a session that can be read` : '';
    lines.push(`${style.bold(place.label)}  ${printable(place.folder)}: ${plural(place.sessions.length, 'session')}${others}`);
    if (place.sessions.length > 0) lines.push(...sessionTable(place));
    lines.push('');
  }
  if (there.length === 0) lines.push('No session folders found.');
  if (absent.length > 0) lines.push('Looked for and not there:', ...absent.map(({ label, folder }) => `  ${printable(folder)} (${label})`));
  return `${lines.join('\n').trimEnd()}\n`;
}

function sessionTable({ folder, sessions }: Found): string[] {
  const rows = sessions.map((session) => [
    `  ${printable(session.path === folder ? session.path : session.path.slice(folder.length).replace(/^[\\/]/, ''))}`,
    printable(session.agent),
    session.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
    printable(session.task.split('\n')[0] ?? '').slice(0, 60),
  ]);
  return formatTable(
    [
      { title: '  SESSION', align: 'left', least: 30 },
      { title: 'AGENT', align: 'left' },
      { title: 'STARTED (UTC)', align: 'left' },
      { title: 'TASK', align: 'left', least: 20 },
    ],
    rows,
    100,
  );
}
