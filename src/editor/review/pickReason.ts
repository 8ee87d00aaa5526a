import * as vscode from 'vscode';
import type { RejectReason } from '../../core/costcraft/ledger.ts';
import { reasonName } from './patchNames.ts';

const REASONS: readonly RejectReason[] = ['wrong', 'not-general', 'not-worth-it', 'known', 'unsafe', 'other'];

/** Asks why patches are turned down; undefined when the user gave up, and then nothing is. Of one patch its rule is shown. */
export async function pickReason(rules: readonly string[]): Promise<RejectReason | undefined> {
  const { t } = vscode.l10n;
  const details: Record<RejectReason, string> = {
    wrong: t('It is not true, or would do harm'),
    'not-general': t('It fits these sessions only'),
    'not-worth-it': t('Too little for a line that is read in every session'),
    known: t('The agent does so anyway, or is told elsewhere'),
    unsafe: t('It could lead an agent to do what it must not'),
    other: t('For none of these reasons'),
  };
  const items = REASONS.map((reason) => ({ label: reasonName(reason, t), description: details[reason], reason }));
  const picked = await vscode.window.showQuickPick(items, {
    title: rules.length === 1 ? t('Reject Patch') : t('Reject {0} Patches', rules.length),
    placeHolder: rules.length === 1 ? t('Why? {0}', rules[0] ?? '') : t('Why? The ledger keeps the reason.'),
    matchOnDescription: true,
  });
  return picked?.reason;
}

export function isReason(value: unknown): value is RejectReason {
  return (REASONS as readonly unknown[]).includes(value);
}
