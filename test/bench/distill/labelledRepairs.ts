import { ANALYSTS } from '../../../src/core/costcraft/analysts.ts';
import { viewSession } from '../../../src/core/costcraft/sessionView.ts';
import { Random } from '../../soak/random.ts';
import { analyzeRecords } from './analyzeRecords.ts';
import { addScores, score, type Score } from './judgeInjected.ts';
import { sessionOf } from './makeSession.ts';
import type { Piece, RawSession } from './rawSession.ts';
import { REPAIR_SCENES, type SceneStep } from './repairScenes.ts';
import type { Labelled } from './wasteForm.ts';

export interface LabelledRepairs extends Score {
  /** Scenes of which a failure was judged wrongly, and how often. */
  mistakes: Record<string, number>;
}

/** E2: made sessions, each of all scenes in another order. What an analyst of repairs calls a failure with a lesson is compared with the labels. */
export function runLabelledRepairs(sessions: number, seed: number): LabelledRepairs {
  const scores: Score[] = [];
  const mistakes: Record<string, number> = {};
  for (let i = 0; i < sessions; i++) {
    const random = new Random(seed, 'repairs', i);
    const labelled: Labelled[] = [];
    const records = sessionOf('claude-code', `made-repairs-${i}`, 'Mend the harbour.', (session) =>
      random.shuffled(REPAIR_SCENES).flatMap(({ name, steps }, k) =>
        steps(random.between(100, 999) * 100 + k).map((step, j) => {
          const id = `toolu_01scene${i}n${k}n${j}`;
          if (step.lesson !== undefined) labelled.push({ id, label: step.lesson ? 'waste' : 'decoy', tier: 1, form: name });
          return pieceOf(session, step, id);
        }),
      ),
    );
    const view = viewSession(analyzeRecords(records, `made/repairs-${i}`));
    const failures = ANALYSTS.flatMap((analyst) => analyst(view))
      .filter(({ lane, contradicts }) => lane === 'repair' && !contradicts)
      .flatMap(({ instance }) => instance.evidence.filter(({ role }) => role === 'failure').map(({ step }) => step.entry));
    const found = new Set(failures.flatMap((entry) => (entry.kind === 'tool' ? [entry.toolCallId] : [])));
    scores.push(score(labelled, found));
    for (const { id, label, form } of labelled) if (found.has(id) !== (label === 'waste')) mistakes[form] = (mistakes[form] ?? 0) + 1;
  }
  return { ...addScores(scores), mistakes };
}

function pieceOf({ tools }: RawSession, { tool, input, result, failed }: SceneStep, id: string): Piece {
  const { path, before, after, ...rest } = input;
  const isError = failed === true;
  const use = (name: string, args: typeof input): Piece => ({ kind: 'use', id, name, input: args, result, isError });
  if (tool === 'shell') return use(tools.shell, input);
  if (tool === 'glob') return use('Glob', input);
  if (tool === 'read') return use(tools.read, { [tools.path]: path, ...rest });
  return use(tools.edit, { [tools.path]: path, old_string: before, new_string: after });
}
