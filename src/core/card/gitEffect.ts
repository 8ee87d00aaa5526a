import { ANYWHERE, resolvePath, type Effect } from './places.ts';

/** Sub-commands that only read. */
const GIT_READERS = new Set(
  'status log diff show blame ls-files ls-tree rev-parse describe cat-file grep merge-base shortlog name-rev for-each-ref rev-list check-ignore diff-tree diff-index count-objects var whatchanged range-diff cherry show-ref'.split(
    ' ',
  ),
);

/** Sub-commands that only read when they have no operand, or only these options. */
const GIT_LISTERS = new Map<string, RegExp>(
  Object.entries({
    branch: /^(?:-a|-r|-v|-vv|--list|--all|--show-current|--remotes|--contains|--merged|--no-color)$/,
    tag: /^(?:-l|--list|-n\d*)$/,
    remote: /^(?:-v|--verbose|show|get-url)$/,
    stash: /^(?:list|show)$/,
    config: /^(?:--get|--list|-l|--get-all|get|list)$/,
    worktree: /^list$/,
    reflog: /^(?:show|-\d+|-n)$/,
    submodule: /^status$/,
  }),
);

/** What a git command reads and writes, from its arguments. A hook may do anything, so what runs hooks is unknown. */
export function gitEffect(plain: readonly string[], cwd: string | undefined): Effect {
  let i = 0;
  let root = cwd;
  while (i < plain.length && (plain[i] as string).startsWith('-')) {
    if (plain[i] === '-C') root = resolvePath(plain[i + 1] ?? '.', cwd);
    i += plain[i] === '-C' || plain[i] === '-c' ? 2 : 1;
  }
  const sub = plain[i] ?? '';
  const rest = plain.slice(i + 1);
  const here = root ? [resolvePath('.', root)] : [ANYWHERE];
  if (GIT_READERS.has(sub)) return rest.some((a) => a.startsWith('--output')) ? 'unknown' : { reads: here, writes: [] };
  const lister = GIT_LISTERS.get(sub);
  if (lister && (rest.length === 0 ? sub !== 'stash' && sub !== 'submodule' : lister.test(rest[0] as string)))
    return { reads: here, writes: [] };
  if (/^(?:add|fetch|push|tag|branch)$/.test(sub)) return { reads: [], writes: [root ? resolvePath('.git', root) : '.git'] };
  if (/^(?:checkout|switch|restore|reset|pull|merge|rebase|cherry-pick|revert|stash|clean|apply|am|mv|rm|clone)$/.test(sub))
    return { reads: [], writes: [ANYWHERE] };
  return 'unknown';
}
