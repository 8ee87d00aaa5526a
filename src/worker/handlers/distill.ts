import type { AnalyzedSession } from '../../core/card/findings.ts';
import { distillSkill } from '../../core/costcraft/distillSkill.ts';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { DistillRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';

/** Half of the work is reading, half is analysing: progress counts each session once for either. */
export async function distill(request: DistillRequest, context: CallContext, store: SessionStore): Promise<PatchSet> {
  const { paths, settings, skill, rejected } = request;
  const sessions: AnalyzedSession[] = [];
  const total = paths.length * 2;
  for (const [i, path] of paths.entries()) {
    context.progress(i, total, path);
    await context.breathe();
    const file = await store.get(path, settings, context.signal);
    if (file.kind !== 'session') throw new Error(`${path}: ${file.reason}`);
    sessions.push(file.analyzed);
  }
  return distillSkill({
    sessions,
    skill,
    context: request.context,
    rejected,
    onProgress: (done, _total, label) => {
      context.progress(paths.length + done, total, label);
      return context.breathe();
    },
  });
}
