import { fixCard } from '../core/card/fixCard.ts';
import { inspectCard } from '../core/card/inspectCard.ts';
import { fixSkill } from '../core/skill/fixSkill.ts';
import { validateSkill } from '../core/skill/validateSkill.ts';
import { fingerprint } from '../platform/fingerprint.ts';
import type { Handlers } from './callServer.ts';
import { card } from './handlers/card.ts';
import { distill } from './handlers/distill.ts';
import { lineCosts } from './handlers/lineCosts.ts';
import { panelHandlers } from './handlers/panel.ts';
import { records } from './handlers/records.ts';
import { ruleEffects } from './handlers/ruleEffects.ts';
import { stepDetail } from './handlers/stepDetail.ts';
import { recall, summarize } from './handlers/summarize.ts';
import type { KeepOptions } from './keptByFile.ts';
import { NoteBook } from './noteBook.ts';
import { SessionRows } from './sessionRows.ts';
import { SessionStore } from './sessionStore.ts';

/** What the worker answers. All calls share the sessions in memory. */
export function createHandlers(options: KeepOptions): Handlers {
  const store = new SessionStore();
  const rows = new SessionRows(store, options);
  const notes = new NoteBook(store, options);
  return {
    summarize: (request, context) => summarize(request, context, rows),
    recall: (request, context) => recall(request, context, rows),
    flush: async () => {
      await rows.flush();
      await notes.flush();
      return undefined;
    },
    card: (request, context) => card(request, context, store),
    lineCosts: (request, context) => lineCosts(request, context, store),
    inspectCard: ({ text }) => inspectCard(text),
    fixCard: ({ text, from, to }) => fixCard(text, from, to),
    fingerprint: ({ path }, { signal }) => fingerprint(path, signal),
    inspectSkill: ({ text, path }) => validateSkill(text, path),
    fixSkill: ({ text, path, from, to }) => fixSkill(text, path, from, to),
    distill: (request, context) => distill(request, context, notes),
    ruleEffects: (request, context) => ruleEffects(request, context, notes),
    ...panelHandlers(store),
    stepDetail: (request, context) => stepDetail(request, context, store),
    records: (request) => records(request),
  };
}
