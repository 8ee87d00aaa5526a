import type { TextProblem } from '../session/textProblem.ts';
import { estimateTokens } from './estimateTokens.ts';
import { findManagedBlock, isManagedHeading } from './managedRules.ts';
import { problemOnLine } from './problemAt.ts';
import { lineText, readSkill, type SkillDocument } from './skillDocument.ts';
import { BLOCK_TOKENS, BODY_LINES, BODY_TOKENS, RULE_CHARS, RULE_LIMIT } from './skillLimits.ts';
import { validateFrontMatter } from './validateFrontMatter.ts';

/**
 * Checks a SKILL.md against the Agent Skills specification and the managed block against its own form. `path` is the file's path with
 * either kind of slash; a path without a folder leaves the folder's name unchecked. Problems come in order of their place.
 */
export function validateSkill(text: string, path: string): TextProblem[] {
  const document = readSkill(text);
  const parts = path.split(/[\\/]/).filter((part) => part !== '' && part !== '.');
  const problems = [...validateFrontMatter(document, parts.at(-2)), ...validateBody(document), ...validateBlock(document)];
  return problems.sort((a, b) => a.start.line - b.start.line || a.start.column - b.start.column);
}

function validateBody(document: SkillDocument): TextProblem[] {
  const problems: TextProblem[] = [];
  const say = (line: number, code: string, message: string): void => {
    problems.push(problemOnLine(document, Math.min(line, document.lines.length - 1), 'warning', code, message));
  };
  const lines = document.lines.length - document.bodyLine;
  if (lines > BODY_LINES)
    say(document.bodyLine + BODY_LINES, 'body-lines', `The body has ${lines} lines; under ${BODY_LINES} are recommended.`);
  const tokens = estimateTokens(document.text.slice(document.bodyStart));
  if (tokens > BODY_TOKENS) {
    say(document.bodyLine, 'body-tokens', `The body has about ${tokens} tokens; at most ${BODY_TOKENS} are recommended.`);
  }
  return problems;
}

function validateBlock(document: SkillDocument): TextProblem[] {
  const problems: TextProblem[] = [];
  const say = (line: number, severity: TextProblem['severity'], code: string, message: string): void => {
    problems.push(problemOnLine(document, line, severity, code, message));
  };
  const block = findManagedBlock(document);
  if (!block) return problems;
  for (const heading of document.headings) {
    if (heading.line !== block.heading.line && isManagedHeading(document, heading)) {
      say(heading.line, 'error', 'block-twice', 'The managed block stands here a second time; only the first one is used.');
    }
  }
  const seen = new Set<string>();
  for (const rule of block.rules) {
    if (seen.has(rule.id)) say(rule.line, 'error', 'rule-twice', `The rule \`${rule.id}\` stands here a second time.`);
    seen.add(rule.id);
    if (rule.text.length > RULE_CHARS) {
      say(
        rule.line,
        'warning',
        'rule-length',
        `The rule has ${rule.text.length} characters; at most ${RULE_CHARS} are meant to be read in one go.`,
      );
    }
  }
  const ruleLines = new Set(block.rules.map((rule) => rule.line));
  for (let line = block.heading.line + 1; line < block.endLine; line++) {
    if (
      !ruleLines.has(line) &&
      !document.inert.has(line) &&
      /^\s*[-*+] \[(?:prune|repair|preserve)-[a-z0-9-]+\](?!\()/i.test(lineText(document, line))
    ) {
      say(
        line,
        'warning',
        'rule-form',
        'This line looks like a learned rule but has not the form `- [id] text`: it is taken for your own.',
      );
    }
  }
  if (block.rules.length > RULE_LIMIT) {
    say(block.heading.line, 'warning', 'block-rules', `The managed block has ${block.rules.length} rules; the budget is ${RULE_LIMIT}.`);
  }
  const [first, last] = [document.lines[block.heading.line], document.lines[block.rules.at(-1)?.line ?? block.heading.line]];
  if (!first || !last) return problems;
  const tokens = estimateTokens(document.text.slice(first.start, last.end));
  if (tokens > BLOCK_TOKENS) {
    say(block.heading.line, 'warning', 'block-tokens', `The managed block has about ${tokens} tokens; the budget is ${BLOCK_TOKENS}.`);
  }
  if (estimateTokens(document.text.slice(document.bodyStart, last.end)) > BODY_TOKENS) {
    say(
      block.heading.line,
      'warning',
      'block-late',
      `The managed block ends behind the first ${BODY_TOKENS} tokens, where agents may have stopped to read.`,
    );
  }
  return problems;
}
