import { plainName } from '../../card/toolNames.ts';
import type { Step } from '../../card/findings.ts';
import type { ToolUse } from '../../card/toolUse.ts';
import type { Work } from './work.ts';

const PLANNERS = new Set(['todowrite', 'writetodos', 'updateplan', 'taskcreate', 'exitplanmode', 'managetodolist', 'updatetodo']);
const LOOKS = /^(?:grep|egrep|rg|ag|find|fd|ls|tree|git (?:grep|ls-files))\b/;
const DIFFS = /^git (?:diff|status|show)\b/;

/** The kind of work of a tool use, by its tool and by the family of its command; undefined for all that has no name here. */
export function workOf({ entry }: Step, use: ToolUse): Work | undefined {
  if (entry.kind !== 'tool' || entry.result?.refused) return undefined;
  switch (use.action) {
    case 'search':
    case 'read':
      return use.action;
    case 'write':
      return 'edit';
    case 'shell':
      if (use.check) return use.check;
      if (/^git commit\b/.test(use.family)) return 'commit';
      if (DIFFS.test(use.family)) return 'diff';
      if (LOOKS.test(use.family)) return 'search';
      return use.path === undefined ? undefined : 'read';
    default:
      return PLANNERS.has(plainName(entry.name)) ? 'plan' : undefined;
  }
}
