import { distillNotes } from '../../core/costcraft/distillNotes.ts';
import { FULL } from '../../core/costcraft/distillOptions.ts';
import type { PatchSet, UnreadSession } from '../../core/costcraft/patch.ts';
import type { SessionNotes } from '../../core/costcraft/sessionNotes.ts';
import type { DistillRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { NoteBook } from '../noteBook.ts';

/** Each session is read once, however many targets it is for; one that cannot be read is named in the result and stops nothing. */
export async function distill(
  { targets, settings, preserve = FULL.preserve }: DistillRequest,
  context: CallContext,
  book: NoteBook,
): Promise<PatchSet[]> {
  const paths = [...new Set(targets.flatMap((target) => target.paths))];
  const read = new Map<string, SessionNotes>();
  const unread = new Map<string, UnreadSession>();
  for (const [done, path] of paths.entries()) {
    context.progress(done, paths.length + targets.length, path);
    await context.breathe();
    const notes = await book.get(path, settings, context.signal);
    if ('kind' in notes) unread.set(path, { path, reason: notes.reason });
    else read.set(path, notes);
  }
  const sets: PatchSet[] = [];
  for (const { paths: wanted, ...target } of targets) {
    context.progress(paths.length + sets.length, paths.length + targets.length, target.skill.file);
    await context.breathe();
    const own = [...new Set(wanted)];
    sets.push(
      distillNotes(
        {
          ...target,
          sessions: own.flatMap((path) => read.get(path) ?? []),
          unread: own.flatMap((path) => unread.get(path) ?? []),
        },
        { ...FULL, preserve },
      ),
    );
  }
  return sets;
}
