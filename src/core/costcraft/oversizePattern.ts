import type { Step } from '../card/findings.ts';
import {
  CODE,
  FILE_TOKENS,
  HITS,
  LISTING_COMMANDS,
  LISTING_TOOLS,
  OUTPUT,
  OUTPUT_TOKENS,
  PROSE,
  isCutOutput,
  isNarrowSearch,
  reviewsChanges,
  showsFileOfCommit,
  type Reach,
} from '../card/resultForm.ts';
import type { ToolUse } from '../card/toolUse.ts';
import type { ToolStep } from '../session/session.ts';
import { followsForm, quietForm } from './quietForms.ts';
import type { RuleDraft } from './ruleTemplates.ts';
import type { SessionView } from './sessionView.ts';
import { isKnownTool, knownFamily } from './vocabulary.ts';

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
    if (family === undefined || form === undefined || isCutOutput(use.command ?? '')) return undefined;
    if (use.check)
      return { signature: 'checks', draft: { template: 'oversize-check', slots: {} }, name: family, reach: OUTPUT, limit: OUTPUT_TOKENS };
    if (followsForm(form, use.command ?? '')) return undefined;
    // What is advised for changes applies neither to a file of a commit nor to one's own work.
    if (showsFileOfCommit(use) || reviewsChanges(use)) return undefined;
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
  if ((use.action === 'search' || use.action === 'web') && isKnownTool(tool) && !isNarrowSearch(step.entry.args, use)) {
    const template = use.action === 'web' ? 'oversize-web' : LISTING_TOOLS.test(tool) ? 'oversize-list' : 'oversize-search';
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

/** Tools that show what a command in the background has said so far. */
const LOG_TOOLS = new Set(['process', 'BashOutput']);

function isRewritten(view: SessionView, step: Step, use: ToolUse): boolean {
  return view.steps.slice(step.n).some((later) => {
    const other = view.uses.get(later.n);
    return later.entry.kind === 'tool' && /^(?:write|write_?file|create)$/i.test(later.entry.name) && other?.path === use.path;
  });
}
