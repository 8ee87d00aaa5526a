import { expect } from 'vitest';
import { attributeSession } from '../../../src/core/cost/attributeSession.ts';
import type { AttributedSession } from '../../../src/core/cost/attributedSession.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';
import { formatUsdExact } from '../../../src/core/session/money.ts';
import { ccAnswer, ccUser, linesOf, piHeader, piMessage, piUser, text, type Line } from '../readers/make.ts';

/** The whole way of a trap: bytes of a source, read as whatever they are found to be, priced and attributed. */
export function billOfBytes(bytes: Uint8Array, path = 'made.jsonl'): AttributedSession {
  const { session, notATrace } = readSessionBytes(bytes, path);
  if (!session) throw new Error(notATrace);
  return attributeSession(session);
}

export function billOf(lines: readonly Line[], path?: string): AttributedSession {
  return billOfBytes(linesOf(lines), path);
}

/** The JSON document `value` as a source. */
export function billOfDocument(value: unknown, path = 'made.json'): AttributedSession {
  return billOfBytes(new TextEncoder().encode(JSON.stringify(value, null, 1)), path);
}

/** A bill worked out beside the product: tokens times USD per million tokens, as an exact decimal. At most nine decimals a rate. */
export function usd(...parts: readonly (readonly [tokens: number, perMillion: number])[]): string {
  const scaled = parts.reduce((sum, [tokens, perMillion]) => sum + BigInt(tokens) * BigInt(Math.round(perMillion * 1e9)), 0n);
  const digits = scaled.toString().padStart(16, '0');
  return `${digits.slice(0, -15)}.${digits.slice(-15)}`.replace(/\.?0+$/, '');
}

/**
 * Asserts the bill to its last digit, that it is the sum of its parts, and that each wrong way of counting would have given another
 * figure: else the fixture could not tell them apart, and the test could not fail.
 */
export function expectBill(bill: AttributedSession, right: string, wrong: Readonly<Record<string, string>>): void {
  expect(formatUsdExact(bill.total)).toBe(right);
  for (const { owners, total } of [bill.main, ...bill.agents.map(({ thread }) => thread)])
    expect(owners.reduce((sum, { entry, carry, output, fees }) => sum + entry + carry + output + fees, 0n)).toBe(total);
  expect(Object.values(bill.buckets as unknown as Record<string, bigint>).reduce((sum, part) => sum + part, 0n)).toBe(bill.total);
  for (const [name, figure] of Object.entries(wrong)) expect(figure, name).not.toBe(right);
}

export function warningsOf(bill: AttributedSession): string[] {
  return bill.session.warnings.map(({ code }) => code);
}

interface Answer {
  usage?: Record<string, unknown>;
  model?: string;
  at?: string;
  /** Message id; its start tells the platform. */
  id?: string;
  /** More of the line. */
  line?: Record<string, unknown>;
}

/** A session of Claude Code with these answers, one line each. */
export function claude(...answers: readonly Answer[]): Line[] {
  return [
    ccUser({ uuid: 'u' }, 'Sort the shelves', { timestamp: answers[0]?.at ?? '2026-02-01T12:00:00Z' }),
    ...answers.map(({ usage = {}, model = 'claude-opus-4-5-20251101', at = '2026-02-01T12:00:00Z', id, line = {} }, i) =>
      ccAnswer(
        { uuid: `a${i}`, parentUuid: i === 0 ? 'u' : `a${i - 1}` },
        id ?? `msg_${i}`,
        text(`Answer ${i}`),
        { model, usage: { input_tokens: 0, output_tokens: 0, ...usage } },
        { timestamp: at, ...line },
      ),
    ),
  ];
}

interface Call {
  provider: string;
  model: string;
  usage: Record<string, unknown>;
  at?: string;
  /** More of the message. */
  message?: Record<string, unknown>;
}

/** A session of pi, which may call any model of any provider. */
export function pi(...calls: readonly Call[]): Line[] {
  return [
    piHeader({ timestamp: calls[0]?.at ?? '2026-02-01T12:00:00Z' }),
    piMessage('u', null, piUser('Sort the shelves')),
    ...calls.map(({ provider, model, usage, at = '2026-02-01T12:00:00Z', message = {} }, i) => ({
      ...piMessage(`c${i}`, i === 0 ? 'u' : `c${i - 1}`, {
        role: 'assistant',
        content: [text('Done.')],
        provider,
        model,
        usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, ...usage },
        stopReason: 'stop',
        ...message,
      }),
      timestamp: at,
    })),
  ];
}
