import { measureEffects } from '../../core/costcraft/effect/measureEffects.ts';
import type { MeasuredRules, MeasureRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { NoteBook } from '../noteBook.ts';
import { readNotes } from './readNotes.ts';

/** A session that cannot be read is named in the result and stops nothing. */
export async function ruleEffects(request: MeasureRequest, context: CallContext, book: NoteBook): Promise<MeasuredRules> {
  const { settings, skill, records, file } = request;
  const paths = [...new Set(request.paths)];
  const { read, unread } = await readNotes(paths, { settings, total: paths.length }, context, book);
  return { effects: measureEffects({ sessions: [...read.values()], skill, records, file }), unread: [...unread.values()] };
}
