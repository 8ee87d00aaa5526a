import fc from 'fast-check';
import type { Content, Entry, Session, Usage } from '../../../src/core/session/session.ts';
import { START, call, compaction, result, session, text, thinking, thread, tool, toolCall, usage, user } from './makeSession.ts';

/** Sizes that meet the edges: nothing, one, small, large. */
const tokens = fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 250_000 }));

const anyUsage: fc.Arbitrary<Usage> = fc
  .record({
    input: tokens,
    cacheRead: tokens,
    cacheWrite5m: tokens,
    cacheWrite1h: tokens,
    output: tokens,
    webSearches: fc.integer({ min: 0, max: 2 }),
  })
  .chain((parts) => fc.integer({ min: 0, max: parts.output }).map((reasoning) => usage({ ...parts, reasoning })));

/** A prompt that mostly grows, as real ones do: sizes are relative to the call before. */
const grownUsage = fc.record({
  by: fc.integer({ min: -3_000, max: 3_000 }),
  readShare: fc.double({ min: 0, max: 1, noNaN: true }),
  output: tokens,
});

const chars = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 }));

const anyContent: fc.Arbitrary<Content[]> = fc.array(
  fc.oneof(
    chars.map(text),
    chars.map(thinking),
    fc.tuple(fc.integer({ min: 0, max: 9 }), chars).map(([id, size]) => toolCall(`t${id}`, size)),
    fc.constant<Content>({ kind: 'image', chars: 0 }),
  ),
  { maxLength: 4 },
);

const model = fc.constantFrom(
  ['anthropic', 'claude-opus-4-5'],
  ['anthropic', 'claude-opus-4-6'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['openai', 'gpt-5.4'],
  ['someone', 'unheard-of-1'],
);

const anyEntry: fc.Arbitrary<{ make: (promptBefore: number) => Entry; parent: number }> = fc
  .oneof(
    { weight: 2, arbitrary: chars.map((size) => (): Entry => user(size)) },
    {
      weight: 4,
      arbitrary: fc
        .record({
          model,
          usage: fc.oneof(
            anyUsage.map((one) => () => one),
            grownUsage.map((growth) => (before: number) => grow(before, growth)),
            fc.constant(() => undefined),
          ),
          content: anyContent,
          gap: fc.integer({ min: 0, max: 4_000_000 }),
          extra: fc.option(anyUsage, { nil: undefined, freq: 8 }),
        })
        .map((parts) => (before: number): Entry => {
          const [provider, name] = parts.model;
          const used = parts.usage(before);
          return call({
            provider,
            model: name ?? '',
            content: parts.content,
            at: START + parts.gap,
            ...(used ? { usage: used } : {}),
            extraUsage: parts.extra ? [{ model: 'claude-haiku-4-5', reason: 'advisor', usage: parts.extra }] : [],
          });
        }),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.integer({ min: 0, max: 9 }), chars, fc.boolean()).map(
        ([id, size, answered]) =>
          (): Entry =>
            tool(`t${id}`, { argsChars: size, ...(answered ? { result: result(size * 2) } : {}) }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(chars, fc.integer({ min: 0, max: 30 })).map(
        ([size, keptFrom]) =>
          (): Entry =>
            compaction({ summaryChars: size, keptFrom }),
      ),
    },
  )
  .chain((make) =>
    fc
      .oneof({ weight: 9, arbitrary: fc.constant(-2) }, { weight: 1, arbitrary: fc.integer({ min: -1, max: 30 }) })
      .map((parent) => ({ make, parent })),
  );

function grow(before: number, { by, readShare, output }: { by: number; readShare: number; output: number }): Usage {
  const prompt = Math.max(0, before + by);
  const cacheRead = Math.floor(prompt * readShare);
  const cacheWrite5m = Math.floor((prompt - cacheRead) / 2);
  return usage({
    cacheRead,
    cacheWrite5m,
    cacheWrite1h: Math.floor(cacheWrite5m / 3),
    input: prompt - cacheRead - cacheWrite5m - Math.floor(cacheWrite5m / 3),
    output,
  });
}

/** Sessions with misses, shrinking prompts, compactions, branches, model switches, tools without announcement and calls without usage. */
export const anySession: fc.Arbitrary<Session> = fc.array(anyEntry, { maxLength: 40 }).map((parts) => {
  const entries: Entry[] = [];
  let prompt = 1_000;
  for (const { make, parent } of parts) {
    const entry = make(prompt);
    if (entry.kind === 'llm' && entry.usage)
      prompt = entry.usage.input + entry.usage.cacheRead + entry.usage.cacheWrite5m + entry.usage.cacheWrite1h;
    if (parent >= -1 && parent < entries.length) entry.parent = parent;
    entries.push(entry);
  }
  return session(thread(entries));
});

/** One turn of a session as agents make them, with how its prompt is billed. */
const anyTurn = fc.record({
  grownBy: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 4_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: -6_000, max: 0 }) },
  ),
  /** How much of the cached part is still there: mostly all of it. */
  hit: fc.oneof({ weight: 8, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) }),
  /** How much of the rest is written, and of that for an hour. */
  written: fc.constantFrom(1, 1, 1, 0.5, 0),
  hour: fc.constantFrom(0, 0, 1, 1, 0.37),
  model,
  event: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('compaction' as const, 'rewind' as const, 'switch' as const) },
  ),
  back: fc.integer({ min: 2, max: 30 }),
  size: chars,
});

/** Sessions of up to 120 turns in which most of each prompt is read from the cache. */
export const steadySession: fc.Arbitrary<Session> = fc
  .tuple(model, fc.array(anyTurn, { minLength: 20, maxLength: 120 }))
  .map(([firstModel, turns]) => {
    const entries: Entry[] = [user(400)];
    let [prompt, cached, using] = [8_000, 0, firstModel];
    turns.forEach((turn, i) => {
      if (turn.event === 'switch') using = turn.model;
      if (turn.event === 'compaction') {
        entries.push(compaction({ summaryChars: turn.size, keptFrom: Math.max(0, entries.length - turn.back) }));
        prompt = Math.floor(prompt / 3);
      }
      const cacheRead = Math.floor(Math.min(cached, prompt) * turn.hit);
      const write = Math.floor((prompt - cacheRead) * turn.written);
      const cacheWrite1h = Math.floor(write * turn.hour);
      const input = prompt - cacheRead - write;
      const id = `t${i}`;
      const asked = call({
        provider: using[0] ?? '',
        model: using[1] ?? '',
        usage: usage({ input, cacheRead, cacheWrite5m: write - cacheWrite1h, cacheWrite1h, output: 50 }),
        content: [thinking(turn.size), toolCall(id, 80)],
        at: START + i * 60_000,
      });
      if (turn.event === 'rewind') asked.parent = Math.max(-1, entries.length - turn.back);
      entries.push(asked, tool(id, { argsChars: 80, result: result(turn.size) }));
      cached = cacheRead + write;
      prompt = Math.max(500, prompt + turn.grownBy);
    });
    return session(thread(entries));
  });
