import path from 'node:path';
import { applyPatches } from '../core/costcraft/applyPatches.ts';
import { distillModes, distillNotes } from '../core/costcraft/distillNotes.ts';
import { FULL, MODES } from '../core/costcraft/distillOptions.ts';
import type { DistillInput, DistillOptions } from '../core/costcraft/distillOptions.ts';
import { rejectionsOf, toLedgerRecord } from '../core/costcraft/ledger.ts';
import type { LedgerRecord } from '../core/costcraft/ledger.ts';
import type { PatchSet } from '../core/costcraft/patch.ts';
import { unifiedDiff } from '../core/costcraft/unifiedDiff.ts';
import { appendToLedger, readLedgerFile } from '../platform/ledgerFile.ts';
import { readContextFiles } from '../platform/readContextFiles.ts';
import { readSkillTarget, writeSkillTarget } from '../platform/readSkillTarget.ts';
import { nameInLedger } from '../platform/nameInLedger.ts';
import { plural } from './formatCount.ts';
import { modesReport } from './modesReport.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import type { CommandLine } from './parseCommandLine.ts';
import { patchReport } from './patchReport.ts';
import { modesJson, patchSetJson } from './patchSetJson.ts';
import { readNotes } from './readNotes.ts';
import { createStyle } from './style.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = {
  skill: { type: 'string' },
  json: { type: 'boolean' },
  diff: { type: 'boolean' },
  apply: { type: 'boolean' },
  modes: { type: 'boolean' },
  'no-cost': { type: 'boolean' },
  'no-prune': { type: 'boolean' },
  'no-counterfactual': { type: 'boolean' },
  preserve: { type: 'string' },
  'no-cache': { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

/**
 * `clawtrace distill PATH… --skill FILE [--json | --diff] [--apply]`: without --apply nothing is written. With --modes what each mode
 * admits from the same sessions.
 */
export async function runDistill(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const { skill: skillFile, json, diff, apply, verbose } = values;
  if (typeof skillFile !== 'string' || skillFile === '') throw new UsageError('--skill FILE is missing');
  if (json === true && diff === true) throw new UsageError('--json and --diff exclude each other');
  const options = readOptions(values);
  if (values.modes === true && (diff === true || apply === true || isAblated(options)))
    throw new UsageError('--modes compares all modes and writes nothing: it goes with --json only');
  const status = { failed: false, unread: [] };
  const skill = await readSkillTarget(path.resolve(terminal.cwd, skillFile));
  const request = { paths: positionals, verbose: verbose === true, noCache: values['no-cache'] === true };
  const sessions = await readNotes(request, terminal, status);
  const input: DistillInput = {
    sessions,
    unread: status.unread,
    skill,
    context: await readContextFiles(terminal.cwd),
    rejected: rejectionsOf(await readLedgerFile(terminal.cwd), nameInLedger(skill.file, terminal.cwd, terminal.home)),
  };
  const style = createStyle(terminal.colour);
  if (values.modes === true) {
    const names = Object.keys(MODES);
    const results = distillModes(input, Object.values(MODES)).map((result, i) => ({ name: names[i] ?? '', result }));
    terminal.out(json === true ? writeJson(modesJson(results)) : modesReport(results, skillFile, style));
    return status.failed ? 1 : 0;
  }
  const set = distillNotes(input, options);
  const after = set.patches.length > 0 ? applyPatches(skill.text, set.patches) : skill.text;
  if (json === true) terminal.out(writeJson(patchSetJson(set)));
  else if (diff === true)
    terminal.out(set.patches.length > 0 ? unifiedDiff(nameInDiff(skill.file, terminal.cwd), skill.text, after, skill.isNew) : '');
  else terminal.out(patchReport(set, skillFile, terminal.cwd, style));
  if (apply === true && set.patches.length > 0) {
    await writeSkillTarget(skill, after);
    terminal.err(`clawtrace: wrote ${plural(set.patches.length, 'rule')} to ${printable(skillFile)}\n`);
    await appendToLedger(terminal.cwd, recordsOf(set, nameInLedger(skill.file, terminal.cwd, terminal.home)));
  }
  return status.failed ? 1 : 0;
}

function readOptions(values: CommandLine['values']): DistillOptions {
  const preserve = values['preserve'] ?? FULL.preserve;
  if (preserve !== 'off' && preserve !== 'project' && preserve !== 'all') throw new UsageError('--preserve is off, project or all');
  return {
    ...FULL,
    cost: values['no-cost'] !== true,
    prune: values['no-prune'] !== true,
    counterfactual: values['no-counterfactual'] !== true,
    preserve,
  };
}

function isAblated(options: DistillOptions): boolean {
  return JSON.stringify(options) !== JSON.stringify(FULL);
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
