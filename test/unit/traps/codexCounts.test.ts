import { describe, expect, it } from 'vitest';
import { ask, call, counted, head, line, output, say, turn, type Tokens } from '../readers/makeCodex.ts';
import { billOf, expectBill, usd, warningsOf } from './trapBill.ts';

/** GPT-5 Codex: 1.25 in, 0.125 read, 10 out. */
describe('counts of Codex', () => {
  it('trap 23: a count that is told again is no call, and one below the last is a fresh start', () => {
    const bill = billOf([
      head(),
      turn(1),
      ask(2, 'Go'),
      counted(3, [1_000, 0, 100], [1_000, 0, 100]),
      say(4, 'One'),
      counted(5, [1_000, 0, 100], [1_000, 0, 100]),
      counted(6, [2_500, 800, 250], [1_500, 800, 150]),
      say(7, 'Two'),
      counted(8, [2_500, 800, 250], [1_500, 800, 150]),
      // After a resume the total begins anew.
      counted(9, [600, 0, 50], [600, 0, 50]),
      say(10, 'Three'),
    ]);
    expectBill(bill, '0.005975', {
      'each count': usd([1_000, 1.25], [700, 1.25], [800, 0.125], [600, 1.25], [1_000, 1.25], [700, 1.25], [800, 0.125], [550, 10]),
      'the final total': usd([600, 1.25], [50, 10]),
      'the largest total': usd([1_700, 1.25], [800, 0.125], [250, 10]),
    });
    expect(bill.main.calls.size).toBe(3);
  });

  const copied = [
    ask(10, 'Old request'),
    turn(10),
    counted(10.1, [1_000, 0, 100], [1_000, 0, 100]),
    call(10.1, 'old', 'shell', { command: 'ls' }),
    output(10.2, 'old', 'x'),
    counted(10.3, [2_500, 1_000, 200], [1_500, 1_000, 100]),
    say(10.3, 'Old answer'),
  ];
  const parent = head({ id: 'parent', timestamp: '2026-01-05T09:00:00.000Z' }, 10);
  const own = [ask(40, 'New request'), counted(50, [4_000, 2_000, 300], [1_500, 1_000, 100]), say(50, 'New answer')];
  const wrong = {
    'the copy billed again': usd([1_000, 1.25], [1_000, 1.25], [2_000, 0.125], [300, 10]),
    nothing: '0',
    'the whole total as one call': usd([2_000, 1.25], [2_000, 0.125], [300, 10]),
  };

  it('trap 24: what a fork copied of its parent is billed there', () => {
    const bill = billOf([head({ forked_from_id: 'parent' }), parent, ...copied, ...own]);
    expectBill(bill, '0.00175', wrong);
    expect(warningsOf(bill)).toEqual(['forked']);
  });

  it('trap 24: own work in the second of the copy is not part of it', () => {
    const named = line(10.35, 'event_msg', { type: 'thread_settings_applied', thread_id: 'own', thread_settings: {} });
    const soon = [named, counted(10.4, [4_000, 2_000, 300], [1_500, 1_000, 100]), say(10.4, 'New answer')];
    expectBill(billOf([head(), parent, ...copied, ...soon]), '0.00175', wrong);
  });

  it('trap 24: a copy that kept its times is a copy however long it took', () => {
    const old = copied.map((record, i) => ({ ...(record as object), timestamp: `2026-01-05T09:0${i}:30.000Z` }));
    expectBill(billOf([head(), parent, ...old, ...own]), '0.00175', wrong);
  });

  it('trap 24: without another session’s head, requests of one second are all the session’s own', () => {
    const fast = [counted(1.1, [1_000, 0, 100], [1_000, 0, 100]), say(1.2, 'One'), counted(1.3, [2_500, 1_000, 200], [1_500, 1_000, 100])];
    expectBill(billOf([head(), turn(1), ask(1, 'Go'), ...fast, say(1.4, 'Two')]), '0.004', {
      'the second half alone': '0.00175',
      nothing: '0',
    });
  });

  it('trap 25: the model is that of the last turn, read at its own depth', () => {
    const text = '"model":"gpt-5-nano" {"turn_context":{"model":"gpt-5-nano"}}';
    const bill = billOf([
      head({ model: 'gpt-5-mini' }),
      ask(1, text),
      counted(2, [1_000, 0, 0], [1_000, 0, 0]),
      say(3, text),
      line(4, 'turn_context', { collaboration: { model: 'gpt-5-nano', settings: { model: 'o3' } }, model: 'gpt-5-codex', user: text }),
      call(4, 'c', 'shell', { command: text }),
      output(5, 'c', `{"type":"turn_context","payload":{"model":"o3"}}`),
      counted(6, [2_000, 0, 0], [1_000, 0, 0]),
      say(7, 'Two'),
    ]);
    // 1,000 at GPT-5 mini's 0.25 and 1,000 at GPT-5 Codex's 1.25.
    expectBill(bill, '0.0015', {
      'the first model': usd([2_000, 0.25]),
      'the last model for all': usd([2_000, 1.25]),
      'a nested one': usd([1_000, 0.25], [1_000, 0.05]),
      'one in a text': usd([2_000, 0.05]),
    });
  });

  it('trap 26: cache writes stand in the input and have the published rate, else that of input', () => {
    const written: Tokens = [1_000, 300, 10, { cache_write_input_tokens: 600 }];
    const at = (timestamp: string): Record<string, unknown> => ({ timestamp });
    const session = (model: string): ReturnType<typeof billOf> =>
      billOf(
        [head({ timestamp: '2026-07-15T10:00:00.000Z' }), turn(1, model), ask(2, 'Go'), counted(3, written, written), say(4, 'One')].map(
          (record) => ({
            ...(record as object),
            ...at('2026-07-15T10:00:05.000Z'),
          }),
        ),
      );
    // GPT-5.6 Sol until 2026-08-20: 5 in, 0.5 read, 6.25 written, 30 out.
    expectBill(session('gpt-5.6-sol'), '0.0047', {
      'as input': usd([700, 5], [300, 0.5], [10, 30]),
      'beside the input': usd([700, 5], [300, 0.5], [600, 6.25], [10, 30]),
      'left out': usd([100, 5], [300, 0.5], [10, 30]),
    });
    expectBill(session('gpt-5.1'), '0.0010125', { 'a quarter more, by analogy': usd([100, 1.25], [600, 1.5625], [300, 0.125], [10, 10]) });
  });
});
