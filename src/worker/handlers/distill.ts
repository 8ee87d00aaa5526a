import type { AnalyzedSession } from '../../core/card/findings.ts';
import { distillSkill } from '../../core/costcraft/distillSkill.ts';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { DistillRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';

/** Half of the work is reading, half is analysing: progress counts each session of each target once for either. */
export async function distill(request: DistillRequest, context: CallContext, store: SessionStore): Promise<PatchSet[]> {
  const { targets, settings } = request;
  const total = targets.reduce((sum, { paths }) => sum + paths.length * 2, 0);
  const sets: PatchSet[] = [];
  let done = 0;
  for (const { paths, ...target } of targets) {
    const sessions: AnalyzedSession[] = [];
    for (const path of paths) {
      context.progress(done++, total, path);
      await context.breathe();
      const file = await store.get(path, settings, context.signal);
      if (file.kind !== 'session') throw new Error(`${path}: ${file.reason}`);
      sessions.push(file.analyzed);
    }
    const read = done;
    sets.push(
      await distillSkill({
        ...target,
        sessions,
        onProgress: (analysed, _total, label) => {
          done = read + analysed;
          context.progress(done, total, label);
          return context.breathe();
        },
      }),
    );
  }
  return sets;
}
