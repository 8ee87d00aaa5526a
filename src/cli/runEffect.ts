import path from 'node:path';
import { measureEffects } from '../core/costcraft/effect/measureEffects.ts';
import type { UnreadSession } from '../core/costcraft/patch.ts';
import { readRules } from '../core/skill/managedRules.ts';
import { readLedgerFile } from '../platform/ledgerFile.ts';
import { nameInLedger } from '../platform/nameInLedger.ts';
import { readSkillTarget } from '../platform/readSkillTarget.ts';
import { effectJson, effectReport } from './effectReport.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import { readNotes } from './readNotes.ts';
import { createStyle } from './style.ts';
import { UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { writeJson } from './writeJson.ts';

const OPTIONS = {
  skill: { type: 'string' },
  json: { type: 'boolean' },
  'no-cache': { type: 'boolean' },
  verbose: { type: 'boolean' },
} as const;

/** `clawtrace effect PATH… --skill FILE [--json]`: what later sessions show of the rules that the current folder's ledger holds. Changes nothing. */
export async function runEffect(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const { skill: skillFile } = values;
  if (typeof skillFile !== 'string' || skillFile === '') throw new UsageError('--skill FILE is missing');
  const status: { failed: boolean; unread: UnreadSession[] } = { failed: false, unread: [] };
  const skill = await readSkillTarget(path.resolve(terminal.cwd, skillFile));
  if (skill.isNew) throw new Error(`${skillFile}: no such file`);
  const records = await readLedgerFile(terminal.cwd);
  const request = { paths: positionals, verbose: values['verbose'] === true, noCache: values['no-cache'] === true };
  const sessions = await readNotes(request, terminal, status);
  const effects = measureEffects({ sessions, skill, records, file: nameInLedger(skill.file, terminal.cwd, terminal.home) });
  const found = { file: skillFile, rules: readRules(skill.text), effects, sessions: sessions.length, unread: status.unread };
  terminal.out(values['json'] === true ? writeJson(effectJson(found)) : effectReport(found, createStyle(terminal.colour)));
  return status.failed ? 1 : 0;
}
