import { inspectCard } from '../core/card/inspectCard.ts';
import { validateSkill } from '../core/skill/validateSkill.ts';
import type { Handlers } from './callServer.ts';
import { card } from './handlers/card.ts';
import { distill } from './handlers/distill.ts';
import { panelHandlers } from './handlers/panel.ts';
import { records } from './handlers/records.ts';
import { summarize } from './handlers/summarize.ts';
import type { KnownSummary } from './handlers/summarize.ts';
import { SessionStore } from './sessionStore.ts';

/** What the worker answers. All calls share the sessions in memory. */
export function createHandlers(): Handlers {
  const store = new SessionStore();
  const known = new Map<string, KnownSummary>();
  return {
    summarize: (request, context) => summarize(request, context, store, known),
    card: (request, context) => card(request, context, store),
    inspectCard: ({ text }) => inspectCard(text),
    inspectSkill: ({ text, path }) => validateSkill(text, path),
    distill: (request, context) => distill(request, context, store),
    ...panelHandlers(store),
    records: (request) => records(request),
  };
}
