import * as vscode from 'vscode';
import type { Heat, HeatThresholds } from './heat.ts';

export type CostContent = 'cost' | 'costAndShare' | 'costAndTokens' | 'off';

/** What the user wants to see at the steps of cards and session files. */
export interface CostSettings {
  enabled: boolean;
  content: CostContent;
  /** Before the row, aligned; else all after it. */
  atStart: boolean;
  thresholds: HeatThresholds;
}

export function readCostSettings(scope: vscode.ConfigurationScope): CostSettings {
  const settings = vscode.workspace.getConfiguration('clawtrace', scope);
  const unit = settings.get<string>('heat.unit', 'share');
  const number = (name: string, otherwise: number): number => {
    const value = settings.get<unknown>(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
  };
  const each = (of: (heat: Heat) => number): Record<Heat, number> => ({ low: of('low'), medium: of('medium'), high: of('high') });
  const shares = { low: 4, medium: 10, high: 20 };
  const dollars = { low: 0.05, medium: 0.25, high: 1 };
  return {
    enabled: settings.get('inlineCost.enabled', true),
    content: settings.get<CostContent>('inlineCost.content', 'costAndShare'),
    // Rows are long: at their end the cost is out of sight in most windows.
    atStart: settings.get('inlineCost.position', 'start') === 'start',
    thresholds: {
      ...(unit !== 'usd' && { share: each((heat) => number(`heat.${heat}`, shares[heat]) / 100) }),
      ...(unit !== 'share' && { usd: each((heat) => number(`heat.${heat}Usd`, dollars[heat])) }),
    },
  };
}

/** True where a change of the settings changes what is drawn. */
export function affectsCosts(event: vscode.ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration('clawtrace.inlineCost') || event.affectsConfiguration('clawtrace.heat');
}
