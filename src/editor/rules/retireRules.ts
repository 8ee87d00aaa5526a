import * as vscode from 'vscode';
import { toRetireRecord } from '../../core/costcraft/ledger.ts';
import { hashSkill } from '../../core/skill/hashSkill.ts';
import { readRules, setRules } from '../../core/skill/managedRules.ts';
import type { Ledger } from '../review/ledger.ts';
import type { Reviews } from '../review/reviews.ts';
import { sayFailed } from '../review/reviewMessages.ts';
import { openSkill, pathOf, writeSkill } from '../review/skillFile.ts';
import { plainText } from '../shared/plainText.ts';

interface RetirePorts {
  ledger: Ledger;
  reviews: Reviews;
}

/**
 * Takes rules out of a skill by one edit, which one undo takes back: the block goes with its last rule, and every byte is as it was. The
 * ledger remembers it. `purgedSession` is the session for whose sake it is done. A rule that is not there is passed over.
 */
export async function retireRules(
  { ledger, reviews }: RetirePorts,
  skill: vscode.Uri,
  ids: readonly string[],
  purgedSession?: string,
): Promise<void> {
  try {
    const document = await openSkill(skill);
    const base = document?.getText() ?? '';
    const standing = readRules(base);
    const gone = standing.filter(({ id }) => ids.includes(id));
    if (!document || gone.length === 0) return;
    const kept = standing.filter((rule) => !gone.includes(rule));
    await reviews.forget(
      skill,
      gone.map(({ id }) => id),
    );
    const failure = await writeSkill(skill, { document, base }, setRules(base, kept));
    if (failure !== undefined) throw new Error(failure);
    const decision = purgedSession === undefined ? 'retire' : 'purge';
    const facts = {
      decision,
      baseHash: hashSkill(base),
      at: Date.now(),
      ...(purgedSession !== undefined && { sessionId: purgedSession }),
    } as const;
    await ledger.append(skill, (records, file) => gone.map((rule) => toRetireRecord(records, { ...facts, rule, file })));
    sayRetired(skill, gone.length, document.isDirty);
  } catch (error) {
    sayFailed(error);
  }
}

function sayRetired(skill: vscode.Uri, count: number, isUnsaved: boolean): void {
  const { l10n, window } = vscode;
  const path = plainText(pathOf(skill));
  const done = count === 1 ? l10n.t('1 rule retired from {0}', path) : l10n.t('{0} rules retired from {1}', count, path);
  window.setStatusBarMessage(`$(trash) ${isUnsaved ? l10n.t('{0} (not saved: it has unsaved changes of yours)', done) : done}`, 6000);
}
