import type { Patch } from '../../../src/core/costcraft/patch.ts';
import { applyPatches } from '../../../src/core/costcraft/applyPatches.ts';
import type { ApplyPatches } from '../../../src/editor/review/review.ts';

/** A patch of which only what a review looks at matters. */
export function patchOf(id: string, rule: string, kind: Patch['kind'] = 'add'): Patch {
  return {
    id,
    lane: 'prune',
    kind,
    target: { file: 'SKILL.md', baseHash: '', section: '' },
    rule,
    scope: 'project',
    pattern: { detector: 'duplicate', signature: id, parameters: {} },
    evidence: [],
    argument: 'The result of step 4 equals that of step 2.',
    checks: [],
    verdict: 'proven',
    saving: { low: '0.01', mid: '0.02', high: '0.03', ruleCost: '0.001', net: '0.019', share: 0.1, assumptions: [], prices: 'test' },
    support: { sessions: 2, instances: 3, sessionIds: ['s1', 's2'] },
    origin: { kind: 'deterministic' },
    gates: [],
    status: 'admitted',
  };
}

export const apply: ApplyPatches = async (text, patches) => applyPatches(text, patches);
