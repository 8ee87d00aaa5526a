import type { Step } from '../card/findings.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { Json, ToolStep } from '../session/session.ts';
import { followsForm, quietForm } from './quietForms.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import type { SessionView } from './sessionView.ts';
import { isKnownTool, knownFamily } from './vocabulary.ts';

/** A file of about 400 lines of code, and a command's output of about 150: what is smaller is no matter. */
const FILE_TOKENS = 4_000;
const OUTPUT_TOKENS = 2_000;

/**
 * Lines kept on each side of a used one: as expected, and the widest and the tightest reading of it. Code is read by the function, the output of
 * a command by the message, and a hit of a search stands for itself.
 */
export interface Reach {
  low: number;
  mid: number;
  high: number;
}
const CODE: Reach = { low: 60, mid: 25, high: 10 };
const OUTPUT: Reach = { low: 25, mid: 10, high: 4 };
const HITS: Reach = { low: 8, mid: 3, high: 1 };

/**
 * Prose is read for its sense, and instructions are meant to be read whole by an agent: which lines were of use, no name that comes back
 * could tell.
 */
const PROSE = /\.(?:md|mdx|mdc|rst|txt|adoc)$/i;

/** What a large result is an instance of, and how it is judged. */
export interface OversizePattern {
  signature: string;
  draft: RuleDraft;
  /** What was called, from the lists. */
  name: string;
  reach: Reach;
  limit: number;
  /** It lists names of files: whoever picked one of them had to see the others. */
  isListing?: boolean;
}

/** The pattern of a step whose result may be too large, or undefined where what it gave was asked for as it is. */
export function oversizePattern(view: SessionView, step: Step & { entry: ToolStep }, use: ToolUse): OversizePattern | undefined {
  const tool = step.entry.name;
  const readsFile =
    use.path !== undefined && (use.action === 'read' || (use.action === 'shell' && quietForm(use.family) === quietForm('cat')));
  if (readsFile) {
    // A range was chosen already, or the text is prose, or it was rewritten whole later.
    if (use.range?.to !== undefined || PROSE.test(use.path ?? '') || isRewritten(view, step, use)) return undefined;
    return isKnownTool(tool)
      ? { signature: 'read-file', draft: { template: 'oversize-read', slots: {} }, name: tool, reach: CODE, limit: FILE_TOKENS }
      : undefined;
  }
  if (use.action === 'shell') {
    const family = knownFamily(use.family);
    const form = family === undefined ? undefined : quietForm(family);
    // Whoever cut the output already has followed the advice; how much to keep was a choice.
    if (family === undefined || form === undefined || /\|\s*(?:head|tail|grep|rg|wc|jq|cut|awk|sed)\b/.test(use.command ?? ''))
      return undefined;
    if (use.check)
      return { signature: 'checks', draft: { template: 'oversize-check', slots: {} }, name: family, reach: OUTPUT, limit: OUTPUT_TOKENS };
    if (followsForm(form, use.command ?? '')) return undefined;
    // `git show <commit>:<path>` prints a file, not a change: what is advised for changes does not apply.
    if (family === 'git show' && /\bshow\b[^|;&]*\s[^\s|;&-][^\s|;&]*:[^\s|;&]/.test(use.command ?? '')) return undefined;
    // A look through uncommitted changes is a check of the work, and is read whole; a comparison of commits is not.
    if (
      family === 'git diff' &&
      !/\bgit\b[^|;&]*\bdiff\b[^|;&]*\s[\w/@^~.-]*(?:\.\.|@|\^|~|\bmain\b|\bmaster\b|\borigin\/)/.test(use.command ?? '')
    )
      return undefined;
    const draft: RuleDraft = {
      template: 'oversize-command',
      slots: { command: { kind: 'command', value: family }, form: { kind: 'form', value: form } },
    };
    return {
      signature: `shell:${family}`,
      draft,
      name: family,
      reach: LISTING_COMMANDS.test(family) || /grep|^rg$/.test(family) ? HITS : OUTPUT,
      limit: OUTPUT_TOKENS,
      isListing: LISTING_COMMANDS.test(family),
    };
  }
  if ((use.action === 'search' || use.action === 'web') && isKnownTool(tool) && !isNarrow(step.entry.args, use)) {
    const template = use.action === 'web' ? 'oversize-web' : LISTERS.test(tool) ? 'oversize-list' : 'oversize-search';
    return {
      signature: `${use.action}:${tool}`,
      draft: { template, slots: { tool: { kind: 'tool', value: tool } } },
      name: tool,
      reach: use.action === 'web' ? OUTPUT : HITS,
      limit: OUTPUT_TOKENS,
      isListing: template === 'oversize-list',
    };
  }
  if (LOG_TOOLS.has(tool) && isKnownTool(tool)) {
    return {
      signature: `log:${tool}`,
      draft: { template: 'oversize-log', slots: { tool: { kind: 'tool', value: tool } } },
      name: tool,
      reach: OUTPUT,
      limit: OUTPUT_TOKENS,
    };
  }
  return undefined;
}

/** Tools that give names of files and not what stands in them. */
const LISTERS = /^(?:glob|ls|find|list_directory)$/i;
const LISTING_COMMANDS = /^(?:find|fd|ls|tree|git ls-files)$/;

/** Tools that show what a command in the background has said so far. */
const LOG_TOOLS = new Set(['process', 'BashOutput']);

/** From this many lines of context on, a search is a way to read one function. */
const READING_CONTEXT = 15;

/** A search that was limited, that looks into one file, shows whole functions, or goes through prose: it took what it wanted to read. */
function isNarrow(args: Json, use: ToolUse): boolean {
  if (use.action !== 'search' || typeof args !== 'object' || args === null || Array.isArray(args)) return false;
  const limits = [args['head_limit'], args['limit'], args['max_results'], args['maxResults']];
  const context = [args['-A'], args['-B'], args['-C'], args['context']].map((lines) => Number(lines ?? 0));
  const looksInto = [use.path, args['glob']].filter((place) => typeof place === 'string');
  return (
    limits.some((limit) => limit !== undefined) ||
    context.some((lines) => lines >= READING_CONTEXT) ||
    /\.\w{1,5}$/.test(use.path ?? '') ||
    looksInto.some((place) => PROSE.test(place))
  );
}

function isRewritten(view: SessionView, step: Step, use: ToolUse): boolean {
  return view.analyzed.steps.slice(step.n).some((later) => {
    const other = view.uses.get(later.n);
    return later.entry.kind === 'tool' && /^(?:write|write_?file|create)$/i.test(later.entry.name) && other?.path === use.path;
  });
}
