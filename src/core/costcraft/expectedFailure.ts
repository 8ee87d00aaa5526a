import type { ToolUse } from '../card/toolUse.ts';
import type { ToolResult } from '../session/session.ts';
import { didRunTests, readTestItems } from './readTestItems.ts';

/** Commands that answer by how they end: a look whether something is there, an own deadline, the state of a check or a service. */
const ASKS =
  /(?:^|[;&|]\s*|\bif\s+|!\s*)(?:gh (?:pr checks|run (?:view|watch))|test\s|\[\[?\s|which\s|type\s|command -v\s|timeout\s|kill -0\s|pgrep\s|systemctl (?:is-\w+|status)|git (?:diff|merge-base|show-ref|ls-remote|check-ignore|rev-parse|config --get)|grep|egrep|rg|diff|cmp|ls|stat|docker inspect|(?:npm|pnpm|yarn|bun) (?:outdated|audit|ls|list|view))\b/;

/** Longer commands are programs of their own, handed over as text. */
const LOOKED_AT = 2_000;

/** `curl -f` and its like end with 22 where the server says no. */
const CURL_ASKS = /\bcurl\b[^;&|]*\s(?:-\w*f\w*|--fail\S*)(?:\s|$)/;

/** A hook of the repository that turned the work away: it has done what it is there for. */
const HOOK = /\b(?:pre-commit|pre-push|commit-msg|husky|lint-staged|lefthook)\b/i;

/**
 * True for a failure that is none: the command was there to ask, and that is the answer; or it checks the work, and has found something (a
 * red test before the code is right). Only where such a command could not even start is it a failure.
 */
export function isExpected(use: ToolUse, result: ToolResult, kind: string): boolean {
  if (use.action !== 'shell') return false;
  const command = (use.command ?? '').slice(0, LOOKED_AT);
  if (use.check) return kind === 'other' || didRunTests(readTestItems(result.text));
  if (kind !== 'other' && kind !== 'no-file') return false;
  if (kind === 'no-file') return /^\s*(?:cd [^;&|]+&& *)?(?:ls|stat|test|\[)\s/.test(command);
  return ASKS.test(command) || CURL_ASKS.test(command) || HOOK.test(result.text);
}
