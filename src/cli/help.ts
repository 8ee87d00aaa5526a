/** What `clawtrace --help` prints. */
export const HELP = `clawtrace: what coding-agent sessions cost, step by step, and rules that make the next ones cheaper

Usage
  clawtrace cost PATH… [--home DIR] [--json] [--waste] [--verbose] [--no-cache]
  clawtrace card PATH… [--all-steps | --brief] [--redundancy upstream] [--out DIR] [--no-cache]
  clawtrace distill PATH… --skill FILE [--json | --diff] [--apply] [--no-cache]
                    [--no-cost] [--no-prune] [--no-counterfactual] [--preserve off|project|all]
  clawtrace distill PATH… --skill FILE --modes [--json] [--no-cache]
  clawtrace effect PATH… --skill FILE [--json] [--no-cache]
  clawtrace sessions [PATH…] [--home DIR] [--json] [--no-cache]
  clawtrace mark PATH success|failure|partial|clear
  clawtrace validate FILE…
  clawtrace --help | --version

PATH is a session file, or a folder that is searched for session files with all folders below it.

Commands
  cost      What each session cost and where the money went. Calls that stand in several files are billed once in the total.
  card      The TraceCard of each session as YAML.
  distill   Rules for a SKILL.md, with their evidence and what they would have saved. Changes nothing without --apply.
  effect    What later sessions show of the rules that a SKILL.md has learned: did they pay?
  sessions  Which sessions were found where.
  mark      Note in .clawtrace/outcomes.json of the current folder how a session ended.
  validate  Problems in TraceCards and SKILL.md files, one a line: file:line:column severity message.

Options
  --home DIR    Read the folders of all agents below DIR, which is laid out like a home folder.
  --json        Print JSON. Dollars are exact decimals.
  --waste       Also tell what was spent on steps that provably did not matter, which takes several times as long.
  --verbose     Also name the files in searched folders that hold no session.
  --no-cache    Read every file, and keep nothing for the next run (see below).
  --all-steps   Give every step a row of its own instead of folding cheap neighbours.
  --brief       At most 1,500 bytes a card, for prompts: the dearest steps, and how much the rest adds up to.
  --redundancy upstream
                Flag calls by the likeness of their arguments alone, as the upstream project does, for comparison.
  --out DIR     Write one <name>.tracecard.yaml a session into DIR.
  --skill FILE  The SKILL.md to improve, which need not exist; of effect the one to look at.
  --diff        Print the change to the skill as a unified diff.
  --no-cost     Choose and rank by how many sessions speak for a rule, and tell no dollars.
  --no-prune    No rules against waste.
  --no-counterfactual
                Rules against waste need no checks of whether the step could have been left out.
  --preserve    Rules to keep what went well: off, from sessions of the skill's own project, or from all.
  --modes       What each of these modes admits from the same sessions.
  --apply       Write the proposed rules into the skill and record it in .clawtrace/ledger.jsonl.

What is kept
  cost, card, distill and sessions keep what they made of each file, so that the next run reads only files that have changed. Of the
  session's text these are, with secrets masked:
    cost, sessions  the request, and what warnings quote
    card            these and the finished card: beginnings of what was asked and answered, commands, names of files, errors
    distill         these and what rules may be made of: which kinds of steps were wasted or failed, names of folders and skills
  and nothing of a file in whose request a secret stands. What is kept counts only as long as the session's files, a report beside it,
  your mark, and what a card shows of other sessions are as they were; all results are the same without it. It lies in the folder
  clawtrace of $XDG_CACHE_HOME, or of the system's place for caches (~/.cache, ~/Library/Caches, %LOCALAPPDATA%), at most 64 MB of each
  kind, for you alone to read, and may be deleted at any time.

Exit status
  0  all well
  1  some input failed; it is named on standard error, and the rest was done
  2  wrong usage
`;
