import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** E9: how the same run is done again. Names of places and languages with other calendars, commas, letters and halves of hours. */
const VARIANTS: readonly { env: Record<string, string>; order: 'as given' | 'reversed' | 'shuffled' }[] = [
  { env: { TZ: 'UTC', LANG: 'C' }, order: 'as given' },
  { env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }, order: 'reversed' },
  { env: { TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }, order: 'shuffled' },
  { env: { TZ: 'Pacific/Kiritimati', LANG: 'ar_EG.UTF-8', LC_ALL: 'ar_EG.UTF-8' }, order: 'shuffled' },
];

export interface SameBytes {
  runs: number;
  /** Different outputs; 1 where all are equal. */
  outputs: number;
}

/** Distils the same sessions in processes of their own: `files` of real ones, and `made` made ones. */
export function runEqualBytes(files: readonly string[], made: number, atMost = VARIANTS.length): SameBytes {
  const program = path.join(import.meta.dirname, 'distillOnce.ts');
  const outputs = new Set<string>();
  const variants = VARIANTS.slice(0, atMost);
  for (const { env, order } of variants) {
    const run = spawnSync(process.execPath, [program, order, String(made), ...files], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      maxBuffer: 1e8,
    });
    if (run.status !== 0) throw new Error(`a run ended with ${run.status}: ${run.stderr}`);
    outputs.add(run.stdout);
  }
  return { runs: variants.length, outputs: outputs.size };
}
