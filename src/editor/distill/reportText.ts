import type { Patch, PatchSet } from '../../core/costcraft/patch.ts';
import { patchFigures, patchLabel } from '../review/patchText.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';
import { usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';

type Six = [string, string, string, string, string, string];

/** What a run looked at, what it proposed, and why it turned the other candidates away. Markdown; words of a trace are escaped. */
export function reportText(set: PatchSet, t: Translate): string {
  const parts = [`# ${t('Distill Skill: what was found')}`, t('Skill: {0}', escapeMarkdown(set.skill.file))];
  if (set.patches.length > 0) {
    const { saved, low, high, ruleCost, net, of } = set.together;
    const [total, all, least, most, own, left] = [saved, of, low, high, ruleCost, net].map((usd) => escapeMarkdown(usdText(usd))) as Six;
    parts.push(
      t('Together the proposed rules would have saved {0} of {1}; in as many sessions like these, {2} to {3}.', total, all, least, most),
      t('Their own texts cost {0} in all calls, which leaves {1}.', own, left),
    );
  }
  parts.push(
    `## ${t('Proposed ({0})', set.patches.length)}`,
    list(
      set.patches.map((patch) => proposed(patch, t)),
      t('Nothing.'),
    ),
  );
  parts.push(`## ${t('Not admitted ({0})', set.notAdmitted.length)}`);
  parts.push(
    list(
      set.notAdmitted.map((patch) => turnedAway(patch, t)),
      t('No other candidate was found: no waste or repair of a known kind stands in these sessions.'),
    ),
  );
  if (set.advice.length > 0) {
    parts.push(`## ${t('Advice ({0})', set.advice.length)}`);
    parts.push(set.advice.map(({ text, usd }) => `- ${escapeMarkdown(usdText(usd))}: ${escapeMarkdown(text)}`).join('\n'));
  }
  if (set.unread.length > 0) {
    parts.push(`## ${t('Sessions that could not be read ({0})', set.unread.length)}`);
    parts.push(set.unread.map(({ path, reason }) => `- ${escapeMarkdown(path)}: ${escapeMarkdown(reason)}`).join('\n'));
  }
  parts.push(`## ${t('Sessions read ({0})', set.sessions.length)}`);
  parts.push([`| ${t('Session')} | ${t('Cost')} |`, '| --- | ---: |', ...set.sessions.map(sessionRow)].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function proposed(patch: Patch, t: Translate): string {
  return `- **${escapeMarkdown(patch.rule)}**  \n  ${escapeMarkdown(`${patchLabel(patch, t)} · ${patchFigures(patch, t)}`)}  \n  ${escapeMarkdown(patch.argument)}`;
}

function turnedAway(patch: Patch, t: Translate): string {
  const failed = patch.gates.filter(({ pass }) => !pass).map(({ gate, because }) => `  - ${gate}: ${escapeMarkdown(because)}`);
  if (patch.reason !== undefined) failed.unshift(`  - ${escapeMarkdown(patch.reason)}`);
  return [
    `- ${escapeMarkdown(patch.rule)}  \n  ${escapeMarkdown(`${patchLabel(patch, t)} · ${patchFigures(patch, t)}`)}`,
    ...new Set(failed),
  ].join('\n');
}

function sessionRow({ path, usd }: PatchSet['sessions'][number]): string {
  return `| ${escapeMarkdown(path)} | ${escapeMarkdown(usdText(usd))} |`;
}

function list(items: string[], none: string): string {
  return items.length > 0 ? items.join('\n') : none;
}
