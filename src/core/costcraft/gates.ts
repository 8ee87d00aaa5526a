import type { AnalyzedSession } from '../card/findings.ts';
import { formatUsd, parseUsd, ZERO, type Money } from '../session/money.ts';
import { estimateTokens } from '../skill/estimateTokens.ts';
import { formatRule, readRules, RULE_ID, setRules } from '../skill/managedRules.ts';
import { BLOCK_TOKENS, RULE_CHARS, RULE_LIMIT } from '../skill/skillLimits.ts';
import { validateSkill } from '../skill/validateSkill.ts';
import { applyPatches } from './applyPatches.ts';
import { findUnsafe } from './checkSafety.ts';
import { findKnownRule, type KnownText } from './findKnownRule.ts';
import type { GateName, GateResult, Patch } from './patch.ts';
import { isAllowed, renderRule, type RuleDraft } from './ruleTemplates.ts';

/** A rule that one session alone speaks for must be proven and save at least this much. */
const ONE_SESSION_SUM: Money = parseUsd('0.05');

function result(gate: GateName, problem: string | undefined, passed: string): GateResult {
  return { gate, pass: problem === undefined, because: problem ?? passed };
}

export function schemaGate(patch: Patch): GateResult {
  const problem = !RULE_ID.test(patch.id)
    ? 'the id has not the form lane-detector-hash'
    : patch.rule.length > RULE_CHARS
      ? `the rule has ${patch.rule.length} characters, at most ${RULE_CHARS} are allowed`
      : patch.rule.trim() !== patch.rule || patch.rule === '' || /[\r\n]/.test(patch.rule)
        ? 'the rule is not one line of text'
        : patch.evidence.length === 0
          ? 'there is no evidence'
          : undefined;
  return result('schema', problem, `one line of ${patch.rule.length} characters`);
}

/** Every pointer must name a session that was read, a line that it has, and a step with the dollars that stand there. */
export function evidenceGate(patch: Patch, sessions: readonly AnalyzedSession[]): GateResult {
  const problem = patch.evidence.map((evidence) => {
    const place = `step ${evidence.step}`;
    const holders = sessions.filter(({ attributed: { session } }) => session.id === evidence.sessionId);
    const holder = holders.find(({ attributed: { session } }) => session.sources.some((source) => source.path === evidence.source));
    if (!holder) return `${place} points into a session that was not read`;
    const source = holder.attributed.session.sources.find((s) => s.path === evidence.source);
    if (!source || evidence.line < 1 || evidence.line > source.lines) return `${place} points behind the end of its file`;
    return holder.steps.some((step) => step.n === evidence.step) ? undefined : `${place} does not exist`;
  });
  return result(
    'evidence',
    problem.find((text) => text !== undefined),
    `${patch.evidence.length} places, all found`,
  );
}

export function proofGate(patch: Patch): GateResult {
  if (patch.lane === 'preserve') return result('proof', 'there is no contrast between successes and failures', '');
  if (patch.verdict === 'refuted') {
    const failed = patch.checks.filter((check) => check.result === 'fail').map((check) => `${check.check}: ${check.because}`);
    return result('proof', `refuted (${failed.join('; ') || 'no instance is left'})`, '');
  }
  if (patch.lane === 'repair' && (patch.oracle === undefined || patch.oracle === 'L0'))
    return result('proof', 'no oracle speaks for the repair', '');
  return result('proof', undefined, patch.lane === 'repair' ? `oracle level ${patch.oracle ?? ''}, ${patch.verdict}` : patch.verdict);
}

export function supportGate(patch: Patch): GateResult {
  const { sessions, instances } = patch.support;
  const alone = patch.verdict === 'proven' && parseUsd(patch.saving.mid) >= ONE_SESSION_SUM;
  const problem =
    sessions >= 2 || alone ? undefined : `one session only; a second one, or a proof and ${formatUsd(ONE_SESSION_SUM)}, is needed`;
  return result('support', problem, `${instances} steps in ${sessions} ${sessions === 1 ? 'session' : 'sessions'}`);
}

/** The rule must be our own sentence with values from our own lists: then no name, id or value of a task can stand in it. */
export function generalityGate(patch: Patch, draft: RuleDraft): GateResult {
  const foreign = Object.values(draft.slots).find((slot) => !isAllowed(slot));
  const problem = foreign
    ? `a ${foreign.kind} that is on no list`
    : renderRule(draft) !== patch.rule
      ? 'the text is not the sentence of its template'
      : undefined;
  return result('generality', problem, 'our own sentence; its slots are on the lists');
}

/** What was learned about one project's tools must not be told to agents in all others. */
export function scopeGate(patch: Patch, everyProject: boolean): GateResult {
  const problem =
    everyProject && patch.scope === 'project' ? 'it holds for this project, and the skill is loaded in every project' : undefined;
  return result('scope', problem, everyProject ? 'it holds in every project' : 'the skill is loaded in this project only');
}

export function safetyGate(patch: Patch): GateResult {
  const unsafe = findUnsafe(patch.rule);
  return result('safety', unsafe && `the rule holds ${unsafe}`, 'nothing on the deny list');
}

export function noveltyGate(patch: Patch, texts: readonly KnownText[], rejected: readonly string[]): GateResult {
  const known = findKnownRule(patch.id, patch.rule, texts);
  if (known) return { ...result('novelty', `said already: ${known.file}, line ${known.line}`, ''), at: known };
  const refusal = rejected.map((text) => /^(.*?)(?:#(\d+))?$/.exec(text)).find((match) => match?.[1] === patch.id);
  // Two more sessions than at the refusal are new evidence; without a number the refusal is for good.
  if (refusal && !(refusal[2] !== undefined && patch.support.sessions >= Number(refusal[2]) + 2)) {
    return result('novelty', 'you rejected it before, and there is no new evidence', '');
  }
  return result('novelty', undefined, `not in ${texts.length} ${texts.length === 1 ? 'text' : 'texts'} that agents load`);
}

export function netSavingGate(patch: Patch): GateResult {
  const net = parseUsd(patch.saving.net);
  const own = formatUsd(parseUsd(patch.saving.ruleCost));
  const text = `${formatUsd(parseUsd(patch.saving.mid))} saved, ${own} for the rule's own text`;
  return result('net-saving', net > ZERO ? undefined : `not worth its tokens: ${text}`, text);
}

/** Whether the block has room for the patch beside what stands there and what was admitted before it. */
export function budgetGate(patch: Patch, skillText: string, before: readonly Patch[]): GateResult {
  const lines = [...readRules(skillText), ...before.map((p) => ({ id: p.id, text: p.rule }))].map((r) => `- [${r.id}] ${r.text}`);
  const tokens = estimateTokens([...lines, formatRule({ id: patch.id, text: patch.rule })].join('\n'));
  const problem =
    lines.length + 1 > RULE_LIMIT
      ? `the block has ${lines.length} rules already; ${RULE_LIMIT} are the budget`
      : tokens > BLOCK_TOKENS
        ? `the block would have about ${tokens} tokens; ${BLOCK_TOKENS} are the budget`
        : undefined;
  return result('budget', problem, `rule ${lines.length + 1} of at most ${RULE_LIMIT}, about ${tokens} tokens of at most ${BLOCK_TOKENS}`);
}

/** The resulting file has no problem that it did not have, and taking the rule out again gives back every byte. */
export function fileGate(patch: Patch, skillText: string, before: readonly Patch[]): GateResult {
  const base = applyPatches(skillText, before);
  const text = applyPatches(base, [patch]);
  const rule = { id: patch.id, text: patch.rule };
  const others = readRules(base);
  if (!readRules(text).some((r) => r.id === rule.id && r.text === rule.text))
    return result('file', 'the rule would not be found again in the file', '');
  if (setRules(text, others, [rule]) !== base) return result('file', 'bytes outside the block would change', '');
  const had = problemsOf(base, patch.target.file);
  const found = problemsOf(text, patch.target.file).filter((problem) => !had.includes(problem));
  if (had.includes('front-matter-unclosed')) return result('file', 'the front matter of the skill is not closed; mend it first', '');
  return result(
    'file',
    found.length > 0 ? `the file would get a problem: ${found.join(', ')}` : undefined,
    'the file stays valid and your own text unchanged',
  );
}

/** Codes, each as often as it occurs. */
function problemsOf(text: string, file: string): string[] {
  const counts = new Map<string, number>();
  return validateSkill(text, file).map(({ code }) => {
    const n = (counts.get(code) ?? 0) + 1;
    counts.set(code, n);
    return n === 1 ? code : `${code} (${n})`;
  });
}
