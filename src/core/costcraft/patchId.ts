import { hashText } from '../session/normalizeResult.ts';
import type { Pattern } from './candidate.ts';

/** "prune-oversize-3f2a9c": the same pattern has the same id in every run, whatever the evidence. */
export function patchId({ lane, detector, signature }: Pick<Pattern, 'lane' | 'detector' | 'signature'>): string {
  return `${lane}-${detector}-${hashText(`${lane}\n${detector}\n${signature}`).slice(0, 6)}`;
}
