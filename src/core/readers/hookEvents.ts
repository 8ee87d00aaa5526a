import { eventOf } from './hookEvents/hookEvent.ts';
import { HookEventsReader } from './hookEvents/hookEventsReader.ts';
import type { SessionFormat } from './reader.ts';

/** Events that an agent's hooks sent as they happened, one a line: the capture of the paper on trace-guided cost reduction. */
export const hookEvents: SessionFormat = {
  id: 'hook-events',
  label: 'hook events',
  isDocument: true,
  recognise: (records) => (records.some((record) => eventOf(record) !== undefined) ? 0.9 : 0),
  createReader: () => new HookEventsReader(),
};
