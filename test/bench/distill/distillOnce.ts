/** Distils sessions once and writes everything that comes of it: node distillOnce.ts ORDER MADE FILE… A process of its own, for E9. */
import { readFileSync } from 'node:fs';
import { patchReport } from '../../../src/cli/patchReport.ts';
import { createStyle } from '../../../src/cli/style.ts';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import { unifiedDiff } from '../../../src/core/costcraft/unifiedDiff.ts';
import { Random } from '../../soak/random.ts';
import { analyzeRecords } from './analyzeRecords.ts';
import { distillMade, SKILL } from './distillMade.ts';
import { poisonedSession } from './poisonedSession.ts';
import { parseRecords } from './rawSession.ts';

const [order, made, ...files] = process.argv.slice(2);
const analyzed = [
  ...files.map((file) => analyzeRecords(parseRecords(readFileSync(file, 'utf8')), file)),
  ...Array.from({ length: Number(made) }, (_, i) => poisonedSession(i, { way: 'task', text: `Mend the quay, please, ${i}.` })),
];
const ordered = order === 'reversed' ? analyzed.reverse() : order === 'shuffled' ? new Random(5).shuffled(analyzed) : analyzed;
const set = await distillMade(ordered);
if (set.patches.length === 0) throw new Error('nothing was learned, so nothing is compared');
const after = applyPatches(SKILL.text, set.patches);
process.stdout.write(
  `${JSON.stringify(set)}\n${patchReport(set, SKILL.file, '/', createStyle(false))}\n${unifiedDiff('SKILL.md', SKILL.text, after, true)}`,
);
