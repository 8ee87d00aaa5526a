import { isWork } from './preserve/work.ts';
import { isQuietForm } from './quietForms.ts';
import { isKnownCommand, isKnownOption, isKnownSetting, isKnownTool, type Slot, type SlotKind } from './vocabulary.ts';

export type TemplateId = keyof typeof TEMPLATES;

/** A rule before it is text: which of our sentences, and what goes into its slots. */
export interface RuleDraft {
  template: TemplateId;
  slots: Record<string, Slot>;
}

/**
 * Every sentence that a rule can be. Each says when it holds, so that following it blindly does no harm: a rule against reading again
 * names the cases in which reading again is right.
 */
export const TEMPLATES = {
  'oversize-read':
    'Read files of more than about 400 lines or 20 kB in parts: find the place with a search, then read around it with offset and limit. Read a whole file only to rewrite or review it.',
  'oversize-command': 'Keep the output of `{command}` small: {form}. Ask for more only when that was not enough.',
  'oversize-check':
    'Write the output of tests, builds and linters to a file (`> <path> 2>&1`), then show its summary and the lines that name errors (`grep -nE`). Search that file for more instead of running again.',
  'oversize-list': 'Keep the result of `{tool}` small: narrow the pattern and the folder before files are listed.',
  'oversize-search':
    'Keep the result of `{tool}` small: narrow the pattern and the folder and leave out lines of context; ask for file names or a limited number of matches first, then read around the ones that matter.',
  'oversize-web':
    'Ask `{tool}` for the one part that is needed and limit its length: a whole page stays in the context of every later call.',
  'oversize-log':
    'Let a long-running command write to a file (`> <path> 2>&1`) and look at its end with `tail -n 40 <path>`: each `{tool}` result stays in the context of every later call.',
  'overlap-read':
    'Do not read lines again that are still in the context. Read again only after the file changed or the context was compacted, and then only the lines needed.',
  'duplicate-command': 'Do not run `{command}` again while nothing it looks at has changed: its last output is still in the context.',
  'duplicate-tool':
    'Do not call `{tool}` again with the same input while nothing it looks at has changed: its last result is still in the context.',
  batching:
    'When several things have to be looked at and none depends on what another shows, ask for them in one turn, in parallel: each further turn pays for the whole context again.',
  'noisy-command':
    'Keep progress lines out of the output of `{command}`: {form}. What went wrong is still printed; show progress only to look into a hang.',
  'unused-read':
    'Search a large file for what is needed before reading it whole, and leave it when the search finds nothing. Read it whole only to rewrite or review it.',
  'unused-result':
    'Ask `{tool}` only for what the next step needs, with a narrow query: a large result stays in the context of every later call even when nothing of it is used.',
  'poll-tool':
    'Between two looks with `{tool}` at a running command let time pass in one step: a timeout that really waits, or `sleep` for a minute and more. Each look pays for the whole context.',
  'poll-command':
    'To wait for a change that `{command}` shows, wait once in a single command that ends when it is there or after a time limit, instead of asking again and again.',
  'rerun-same':
    'The result of a test, build or lint run holds until a file, a setting or the environment changes: run it again after a change, not before.',
  'rerun-other-part':
    'Run a test or build once with its output in a file (`> <path> 2>&1`) and show in the same call what a search for errors finds there. For another part of the output search that file; run again after a change.',
  'unused-docs':
    'Open a README or documentation only for a question that the code leaves open, and read only the part that answers it. Read it whole when the user asks or before changing it.',
  'churn-back':
    'Settle on a change before making it: an edit that is taken back before anything was run or seen pays twice. Trying a change out with a test is no such edit.',
  'churn-failed':
    'After an edit failed because its text was not found, or was found more than once, read those lines of the file again before the next attempt.',
  'agent-reread':
    'Ask a sub-agent to answer with paths, line numbers and the few lines that matter, and read only those places again. Read a whole file again only to change or verify it.',
  'thinking-only':
    'End every turn with a tool call or with words for the user: a turn that only thinks is paid, and the next one has to read everything again.',
  'unused-agent':
    'Start a sub-agent only when a next step needs its answer, and say what the answer must hold. For a small look around, search and read directly.',
  'repair-read-first':
    'Read a file with the read tool before its first edit or overwrite, and again after a compaction: some tools refuse files that were seen only through a command or a search.',
  'repair-read-again':
    'Read a file again right before editing it when a command, a formatter or the user may have changed it: the tools refuse stale files.',
  'repair-exact-text':
    'Copy the text to replace from the file as it is now, exact to the white space (count leading tabs) and without line numbers; leave out lines that you have not seen: edits fail on any difference.',
  'repair-unique-text':
    'Give an edit enough lines around the place to make the text to replace unique. Ask it to replace all occurrences only when every one should change.',
  'repair-read-in-parts': 'Read a large file with offset and limit from the start: the tools refuse files above a size limit.',
  'repair-look-up-path':
    'Look up a path that you have not seen in this session, with a search or a listing, before reading or editing it: guessed paths fail.',
  'repair-list-folder': 'List a folder with a listing command; the read and edit tools take files only.',
  'repair-program': 'Use `{good}` here, not `{bad}`: there is no `{bad}` on the path.',
  'repair-wrapper': 'Start `{command}` through `{wrapper}` here: it is not on the path by itself.',
  'repair-folder': 'Run `{command}` from the folder that holds its project file (`cd <path>` first): elsewhere it fails here.',
  'repair-add-option': 'Run `{command}` with `{option}` here: without it the command fails.',
  'repair-drop-option': 'Run `{command}` without `{option}` here: the option is not supported.',
  'repair-missing': 'Do without `{bad}` here, with another tool or a short script: it is not on the path.',
  'repair-setting': 'Run `{command}` with `{setting}` set before it here: without it the command fails.',
  'repair-timeout': 'Give `{command}` a longer time limit from the start here: it was cut off before it was done.',
  'repair-line-ends':
    "Shell scripts here have Windows line ends and do not start: strip them first (`sed -i 's/\\r$//' <path>`), in those that they call too, and keep that out of commits unless asked.",
  'repair-stay':
    'The shell stays in the folder of the last `cd`: name files and folders by their whole path, or go there with a whole path first; a relative one fails after a move.',
  'repair-user-program': 'Use `{good}` here, not `{bad}`: the user stopped `{bad}` and `{good}` was run instead.',
  'preserve-verify-last': 'Run the tests, or else the build, once more after the last edit, and finish only when it passes.',
  'preserve-small-steps': 'Check the work (tests, build or type check) after every few edits, not only at the end.',
  'preserve-read-before-edit': 'Read each file before its first edit, also where only one line of it is to change.',
  'preserve-search-first': 'Search or list before you open files: find the place first, then read it.',
  'preserve-plan-first': 'Write down a plan of the steps before the first edit, and keep it up to date.',
  'preserve-baseline-first': 'Run the tests once before the first edit, to know what was red already.',
  'preserve-test-first': 'Write or change the test before the code that it is about.',
  'preserve-look-at-diff': 'Look at the whole change with `git diff` before you finish.',
  'preserve-guides-first': "Read the project's own guides (AGENTS.md, CLAUDE.md, README.md) before the first edit.",
  'preserve-check-before-commit': 'Run the tests, the type check or the linter between the last edit and the commit.',
  'preserve-commit-last': 'Where commits are asked for, make the commit after the last edit, as the end of the work.',
  'preserve-command': 'Run `{command}` after the last edit, before you finish.',
  'preserve-start': 'Begin in this order here: {first}, then {second}, then {third}.',
  'preserve-order': 'Work in this order here: {first}, then {second}, then {third}.',
} as const;

/** The sentence with its slots filled. Throws RangeError for a slot that is missing or whose value is on no list. */
export function renderRule(draft: RuleDraft): string {
  return TEMPLATES[draft.template].replace(/\{(\w+)\}/g, (_, name: string) => {
    const slot = draft.slots[name];
    if (!slot || !isAllowed(slot)) throw new RangeError(`slot ${name} of ${draft.template} has no allowed value`);
    return slot.value;
  });
}

const ALLOWED: Record<SlotKind, (value: string) => boolean> = {
  tool: isKnownTool,
  command: isKnownCommand,
  option: isKnownOption,
  form: isQuietForm,
  setting: isKnownSetting,
  work: isWork,
};

export function isAllowed(slot: Slot): boolean {
  return ALLOWED[slot.kind](slot.value);
}
