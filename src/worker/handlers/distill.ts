import { distillNotes } from '../../core/costcraft/distillNotes.ts';
import { FULL } from '../../core/costcraft/distillOptions.ts';
import type { PatchSet } from '../../core/costcraft/patch.ts';
import type { DistillRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { NoteBook } from '../noteBook.ts';
import { readNotes } from './readNotes.ts';

/** Each session is read once, however many targets it is for; one that cannot be read is named in the result and stops nothing. */
export async function distill(
  { targets, settings, preserve = FULL.preserve }: DistillRequest,
  context: CallContext,
  book: NoteBook,
): Promise<PatchSet[]> {
  const paths = [...new Set(targets.flatMap((target) => target.paths))];
  const total = paths.length + targets.length;
  const { read, unread } = await readNotes(paths, { settings, total }, context, book);
  const sets: PatchSet[] = [];
  for (const { paths: wanted, ...target } of targets) {
    context.progress(paths.length + sets.length, total, target.skill.file);
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
