import type { RejectReason } from '../../core/costcraft/ledger.ts';
import type { Advice, Evidence, GateName, Lane } from '../../core/costcraft/patch.ts';
import type { Translate } from '../../protocol/translate.ts';

/** Names for people of what the core names by a word from a list. */

export function laneName(lane: Lane, t: Translate): string {
  if (lane === 'prune') return t('Prune');
  if (lane === 'repair') return t('Repair');
  return t('Preserve');
}

/** Detectors are named by the core; one that this list does not know is shown by its own name. */
export function detectorName(detector: string, t: Translate): string {
  const names: Record<string, string> = {
    oversize: t('oversize result'),
    overlap: t('overlapping re-read'),
    duplicate: t('repeated call'),
    program: t('program that is not there'),
    wrapper: t('command without its wrapper'),
    folder: t('command in the wrong folder'),
    'add-option': t('missing option'),
    'drop-option': t('unsupported option'),
    'read-first': t('edit before the first read'),
    'read-again': t('edit of a file that had changed'),
    'exact-text': t('text to replace not found'),
    'unique-text': t('text to replace not unique'),
    'read-in-parts': t('file too large to be read whole'),
    'look-up-path': t('guessed path'),
    'list-folder': t('folder read as a file'),
    noise: t('noisy command'),
    batching: t('calls that could go together'),
    unused: t('result that nothing used'),
    'unused-docs': t('instructions read and not used'),
    'unused-agent': t('sub-agent that nothing used'),
    'agent-reread': t('read again after a sub-agent'),
    poll: t('waiting in small steps'),
    're-run': t('check run again without a change'),
    churn: t('edit made and undone'),
    'thinking-only': t('turn without an action'),
    missing: t('program that is not there at all'),
    setting: t('missing setting'),
    timeout: t('command that takes longer'),
    'line-ends': t('line ends that differ'),
    stay: t('relative path after a move'),
    'user-program': t('program that the user wants'),
    'verify-last': t('checked last'),
    'small-steps': t('checked in small steps'),
    'read-before-edit': t('read before the first edit'),
    'search-first': t('searched first'),
    'plan-first': t('planned first'),
    'baseline-first': t('checks run before the first edit'),
    'test-first': t('test written first'),
    'look-at-diff': t('looked at the whole change'),
    'guides-first': t('guides read first'),
    'check-before-commit': t('checked before the commit'),
    'commit-last': t('committed last'),
    command: t('command at the end'),
    start: t('order at the start'),
    order: t('order of the work'),
  };
  return names[detector] ?? detector.replaceAll('-', ' ');
}

export function roleName(role: Evidence['role'], t: Translate): string {
  switch (role) {
    case 'wasted':
      return t('wasted');
    case 'needed':
      return t('needed');
    case 'failure':
      return t('failed');
    case 'repair':
      return t('mended it');
    case 'behaviour':
      return t('did it');
  }
}

/** What a gate asks. One that this list does not know is shown by its own name. */
export function gateName(gate: GateName, t: Translate): string {
  const names: Partial<Record<GateName, string>> = {
    schema: t('Form'),
    evidence: t('Evidence'),
    proof: t('Proof'),
    support: t('Support'),
    generality: t('Generality'),
    scope: t('Scope'),
    safety: t('Safety'),
    novelty: t('Novelty'),
    'net-saving': t('Net saving'),
    budget: t('Budget'),
    file: t('File'),
  };
  return names[gate] ?? gate;
}

export function reasonName(reason: RejectReason, t: Translate): string {
  switch (reason) {
    case 'wrong':
      return t('Wrong');
    case 'not-general':
      return t('Not general');
    case 'not-worth-it':
      return t('Not worth it');
    case 'known':
      return t('Known already');
    case 'unsafe':
      return t('Unsafe');
    case 'other':
      return t('Other');
  }
}

export function adviceName(kind: Advice['kind'], t: Translate): string {
  const names: Partial<Record<Advice['kind'], string>> = {
    'idle-cache': t('Cache expired while idle'),
    'model-switch': t('Model switched'),
    'unused-tools': t('Unused tools'),
    'large-instructions': t('Large instructions'),
  };
  return names[kind] ?? kind;
}
