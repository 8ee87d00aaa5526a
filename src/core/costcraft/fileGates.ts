import { estimateTokens } from '../skill/estimateTokens.ts';
import { findManagedBlock, formatRule, readRules, setRules } from '../skill/managedRules.ts';
import { readSkill } from '../skill/skillDocument.ts';
import { BLOCK_TOKENS, BODY_LINES, BODY_TOKENS, RULE_LIMIT } from '../skill/skillLimits.ts';
import { validateSkill } from '../skill/validateSkill.ts';
import { applyPatches } from './applyPatches.ts';
import { gateResult as result } from './gates.ts';
import type { GateResult, Patch } from './patch.ts';

/** What a run may fill: the limits of the block, or fewer tokens. */
export interface RuleBudget {
  rules: number;
  tokens: number;
}

export const RULE_BUDGET: RuleBudget = { rules: RULE_LIMIT, tokens: BLOCK_TOKENS };

/** Whether the block has room for the patch beside what stands there and what was admitted before it, and stands where it is read. */
export function budgetGate(patch: Patch, skillText: string, before: readonly Patch[], budget: RuleBudget): GateResult {
  const lines = [...readRules(skillText), ...before.map((p) => ({ id: p.id, text: p.rule }))].map(formatLine);
  const tokens = estimateTokens([...lines, formatRule({ id: patch.id, text: patch.rule })].join('\n'));
  const { lines: body, endOfBlock } = measureBody(applyPatches(skillText, [...before, patch]));
  const problem =
    lines.length + 1 > budget.rules
      ? `the block has ${lines.length} rules already; ${budget.rules} are the budget`
      : tokens > budget.tokens
        ? `the block would have about ${tokens} tokens; ${budget.tokens} are the budget`
        : endOfBlock > BODY_TOKENS
          ? `the rule would stand behind the first ${BODY_TOKENS} tokens of the skill's text, which some agents cut off`
          : body > BODY_LINES
            ? `the skill's text would have ${body} lines; at most ${BODY_LINES} are the budget`
            : undefined;
  return result(
    'budget',
    problem,
    `rule ${lines.length + 1} of at most ${budget.rules}, about ${tokens} tokens of at most ${budget.tokens}`,
  );
}

/** A rule's line as it stands in the block. */
function formatLine({ id, text }: { id: string; text: string }): string {
  return `- [${id}] ${text}`;
}

/** Lines of a skill's body, and how many tokens of it there are up to the end of the managed block. */
function measureBody(text: string): { lines: number; endOfBlock: number } {
  const document = readSkill(text);
  const block = findManagedBlock(document);
  const last = document.lines[block?.rules.at(-1)?.line ?? document.lines.length - 1];
  return {
    lines: document.lines.length - document.bodyLine,
    endOfBlock: last ? estimateTokens(text.slice(document.bodyStart, last.end)) : 0,
  };
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
