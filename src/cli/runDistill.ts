import path from 'node:path';
import { createPriceBook } from '../core/cost/priceBook.ts';
import { applyPatches } from '../core/costcraft/applyPatches.ts';
import { distillNotes } from '../core/costcraft/distillNotes.ts';
import { rejectionsOf, toLedgerRecord } from '../core/costcraft/ledger.ts';
import type { LedgerRecord } from '../core/costcraft/ledger.ts';
import { noteSession } from '../core/costcraft/noteSession.ts';
import type { PatchSet } from '../core/costcraft/patch.ts';
import type { SessionNotes } from '../core/costcraft/sessionNotes.ts';
import { unifiedDiff } from '../core/costcraft/unifiedDiff.ts';
import { appendToLedger, readLedgerFile } from '../platform/ledgerFile.ts';
import { readContextFiles } from '../platform/readContextFiles.ts';
import { readSkillTarget, writeSkillTarget } from '../platform/readSkillTarget.ts';
import { nameInLedger } from '../platform/nameInLedger.ts';
import { plural } from './formatCount.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { patchReport } from './patchReport.ts';
import { patchSetJson } from './patchSetJson.ts';
import { readSessions } from './readSessions.ts';
import { createStyle } from './style.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = {
  skill: { type: 'string' },
  json: { type: 'boolean' },
  diff: { type: 'boolean' },
  apply: { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

/** `clawtrace distill PATH… --skill FILE [--json | --diff] [--apply]`: without --apply nothing is written. */
export async function runDistill(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const { skill: skillFile, json, diff, apply, verbose } = values;
  if (typeof skillFile !== 'string' || skillFile === '') throw new UsageError('--skill FILE is missing');
  if (json === true && diff === true) throw new UsageError('--json and --diff exclude each other');
  const status = { failed: false, unread: [] };
  const skill = await readSkillTarget(path.resolve(terminal.cwd, skillFile));
  const sessions: SessionNotes[] = [];
  const request = { paths: positionals, verbose: verbose === true, book: createPriceBook() };
  for await (const { analyzed } of readSessions(request, terminal, status)) sessions.push(noteSession(analyzed));
  const set = distillNotes({
    sessions,
    unread: status.unread,
    skill,
    context: await readContextFiles(terminal.cwd),
    rejected: rejectionsOf(await readLedgerFile(terminal.cwd), nameInLedger(skill.file, terminal.cwd, terminal.home)),
  });
  const after = set.patches.length > 0 ? applyPatches(skill.text, set.patches) : skill.text;
  if (json === true) terminal.out(writeJson(patchSetJson(set)));
  else if (diff === true)
    terminal.out(set.patches.length > 0 ? unifiedDiff(nameInDiff(skill.file, terminal.cwd), skill.text, after, skill.isNew) : '');
  else terminal.out(patchReport(set, skillFile, terminal.cwd, createStyle(terminal.colour)));
  if (apply === true && set.patches.length > 0) {
    await writeSkillTarget(skill, after);
    terminal.err(`clawtrace: wrote ${plural(set.patches.length, 'rule')} to ${printable(skillFile)}\n`);
    await appendToLedger(terminal.cwd, recordsOf(set, nameInLedger(skill.file, terminal.cwd, terminal.home)));
  }
  return status.failed ? 1 : 0;
}

/** A file outside the workspace keeps its full name, since a patch with `..` in its names is refused by most tools. */
function nameInDiff(file: string, workspace: string): string {
  const name = path.relative(workspace, file);
  return (name.startsWith(`..${path.sep}`) ? file : name).split(path.sep).join('/');
}

function recordsOf({ patches, skill, sessions }: PatchSet, file: string): LedgerRecord[] {
  const facts = { decision: 'accept', baseHash: skill.baseHash, file, sessionIds: sessions.map(({ id }) => id), at: Date.now() } as const;
  return patches.map((patch) => toLedgerRecord(patch, { ...facts, finalRule: patch.rule }));
}
