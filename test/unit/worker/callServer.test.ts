import { expect, test, vi } from 'vitest';
import type { FromWorker } from '../../../src/protocol/workerMessages.ts';
import { CallServer } from '../../../src/worker/callServer.ts';
import type { CallContext, Handlers } from '../../../src/worker/callServer.ts';

/** A server whose `distill` goes on until it is cancelled and whose `inspectSkill` answers at once; the rest is not called. */
function setUp(): { server: CallServer; posted: FromWorker[] } {
  const posted: FromWorker[] = [];
  const handlers = {
    inspectSkill: ({ text }: { text: string }) => {
      if (text === 'bad') throw new Error('cannot do that');
      return [];
    },
    distill: async (_request: unknown, context: CallContext) => {
      for (let i = 0; ; i++) {
        context.progress(i, 0, 'step');
        await context.breathe();
      }
    },
  } as unknown as Handlers;
  return { server: new CallServer(handlers, (message) => posted.push(message)), posted };
}

const skill = (id: number, text = ''): unknown => ({ type: 'call', id, name: 'inspectSkill', request: { text, path: '' } });
const distill = (id: number): unknown => ({ type: 'call', id, name: 'distill', request: {} });

test('answers in the order of the calls, one at a time', async () => {
  const { server, posted } = setUp();
  server.receive(skill(1));
  server.receive(skill(2, 'bad'));
  server.receive(skill(3));
  await vi.waitFor(() => expect(posted).toHaveLength(3));
  expect(posted).toEqual([
    { type: 'answer', id: 1, answer: [] },
    { type: 'error', id: 2, message: 'cannot do that', cancelled: false },
    { type: 'answer', id: 3, answer: [] },
  ]);
});

test('leaves a cancelled call at its next pause and goes on with the next', async () => {
  const { server, posted } = setUp();
  server.receive(distill(1));
  server.receive(skill(2));
  await vi.waitFor(() => expect(posted.length).toBeGreaterThan(2));
  server.receive({ type: 'cancel', id: 1 });
  await vi.waitFor(() => expect(posted.at(-1)).toEqual({ type: 'answer', id: 2, answer: [] }));
  expect(posted.find(({ type }) => type === 'error')).toMatchObject({ id: 1, cancelled: true });
});

test('takes a waiting call out of the queue when it is cancelled', async () => {
  const { server, posted } = setUp();
  server.receive(distill(1));
  server.receive(skill(2));
  server.receive({ type: 'cancel', id: 2 });
  expect(posted.filter(({ type }) => type === 'error')).toEqual([{ type: 'error', id: 2, message: 'cancelled', cancelled: true }]);
  server.receive({ type: 'cancel', id: 1 });
  await vi.waitFor(() => expect(posted.filter(({ type }) => type === 'error')).toHaveLength(2));
  expect(posted.some(({ type }) => type === 'answer')).toBe(false);
});

test.each([
  undefined,
  null,
  7,
  'call',
  {},
  { type: 'call', id: 1, name: 'constructor' },
  { type: 'call', id: '1', name: 'distill' },
  { type: 'x', id: 1 },
])('drops %j', async (message) => {
  const { server, posted } = setUp();
  server.receive(message);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(posted).toEqual([]);
});
