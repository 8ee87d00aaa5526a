import { capital } from '../../core/costcraft/capital.ts';
import type { Evidence, Patch } from '../../core/costcraft/patch.ts';
import { commandLink } from '../shared/commandLink.ts';
import { escapeMarkdown } from '../shared/escapeMarkdown.ts';
import { detectorName, laneName, roleName } from './patchNames.ts';
import { shareText, usdNumber, usdText } from '../../protocol/formatFigures.ts';
import type { Translate } from '../../protocol/translate.ts';

/** Evidence shown in one comment: enough to judge by; the report has all. */
const EVIDENCE_LIMIT = 4;

/** As many characters of a session's id as the arguments show. */
export const SHORT_ID = 8;

/** Commands behind the links of a comment. It may run no others. */
export const EVIDENCE_COMMANDS = ['clawtrace.review.showStep', 'clawtrace.review.showRecord'] as const;

/** Why the patch is proposed, in a few words: "Prune: repeated call". */
export function patchLabel(patch: Patch, t: Translate): string {
  return `${laneName(patch.lane, t)}: ${detectorName(patch.pattern.detector, t)}`;
}

/** The same without the lane: "Repeated call". */
export function patchTitle({ pattern }: Patch, t: Translate): string {
  return capital(detectorName(pattern.detector, t));
}

/** "$0.0123 net · proven · 3× in 2 sessions". */
export function patchFigures(patch: Patch, t: Translate): string {
  return [t('{0} net', usdText(patch.saving.net)), verdictName(patch, t), supportText(patch, t)].join(' · ');
}

/** What a person needs to decide, as Markdown in which all words of a trace are escaped. `links` false leaves out what can be clicked. */
export function patchMarkdown(patch: Patch, links: boolean, t: Translate): string {
  const shown = patch.evidence.slice(0, EVIDENCE_LIMIT).map((evidence) => `- ${evidenceLine(evidence, links, t)}`);
  const more = patch.evidence.length - shown.length;
  if (more > 0) shown.push(`- ${t('and {0} more', more)}`);
  const parts = [headline(patch, t), prose(patch.argument), verdictSentence(patch, t), shown.join('\n')];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Begins with what tells one patch from the next: the Comments panel shows no more than this line. */
function headline(patch: Patch, t: Translate): string {
  const { saving } = patch;
  const name = patchTitle(patch, t);
  const seen = supportText(patch, t);
  // A repair may be worth its failures alone; "saves $0" would speak against it.
  if (usdNumber(saving.high) <= 0) return `**${t('{0}, seen {1}', name, seen)}** · ${t('no saving could be computed')}`;
  const amount = (usd: string): string => escapeMarkdown(usdText(usd));
  return [
    `**${t('{0}, seen {1}: saves {2}', name, seen, amount(saving.mid))}**`,
    t('{0} to {1}', amount(saving.low), amount(saving.high)),
    t('{0} of the bill', shareText(saving.share)),
    t('{0} after the cost of the rule itself', amount(saving.net)),
  ].join(' · ');
}

/** The same for a screen reader and for lists: one line of plain words. */
export function patchAria(patch: Patch, t: Translate): string {
  return `${patchLabel(patch, t)}, ${t('saves {0}', usdText(patch.saving.mid))}, ${verdictName(patch, t)}, ${patch.rule}`;
}

/** Our own sentences put names of tools and commands between backticks: those become code, and everything else stays escaped. */
function prose(text: string): string {
  return text
    .split(/(`[\w.-]+(?: [\w.-]+)*`)/)
    .map((part, i) => (i % 2 === 1 ? part : keepEnds(part)))
    .join('');
}

/** escapeMarkdown trims, which would glue words to the code beside them. */
function keepEnds(text: string): string {
  return `${/^\s/.test(text) ? ' ' : ''}${escapeMarkdown(text)}${/\S\s+$/.test(text) ? ' ' : ''}`;
}

function evidenceLine(evidence: Evidence, links: boolean, t: Translate): string {
  const session = escapeMarkdown(evidence.sessionId.slice(0, SHORT_ID));
  const step = t('Step {0} of session {1}', stepName(evidence), session);
  const amount = usdNumber(evidence.usd) > 0 ? `, ${escapeMarkdown(usdText(evidence.usd))}` : '';
  const text = `${links ? link(step, EVIDENCE_COMMANDS[0], evidence, t('Show this step in its TraceCard')) : step} (${roleName(evidence.role, t)}${amount})`;
  return links
    ? `${text} · ${link(t('line {0}', evidence.line), EVIDENCE_COMMANDS[1], evidence, t('Show the record in the session file'))}`
    : text;
}

function link(text: string, command: string, evidence: Evidence, title: string): string {
  const { sessionId, source, line, step, thread } = evidence;
  return commandLink(text, command, [{ sessionId, source, line, step, ...(thread !== undefined && { thread }) }], title);
}

/** "12.3": the third step of the sub-agent that step 12 started. */
export function stepName({ thread = '', step }: Pick<Evidence, 'thread' | 'step'>): string {
  return `${thread}${step}`;
}

export function verdictName({ verdict }: Pick<Patch, 'verdict'>, t: Translate): string {
  if (verdict === 'proven') return t('proven');
  if (verdict === 'plausible') return t('plausible');
  return t('refuted');
}

function verdictSentence(patch: Patch, t: Translate): string {
  const open = patch.checks.filter(({ result }) => result !== 'pass').map(({ because }) => prose(because));
  if (patch.verdict === 'proven') return t('Proven: every check that decides has passed.');
  return open.length > 0 ? t('Plausible, not proven ({0}).', open.join('; ')) : t('Plausible, not proven.');
}

export function supportText({ support }: { support: Pick<Patch['support'], 'sessions' | 'instances'> }, t: Translate): string {
  const sessions = support.sessions === 1 ? t('1 session') : t('{0} sessions', support.sessions);
  return t('{0}× in {1}', support.instances, sessions);
}
