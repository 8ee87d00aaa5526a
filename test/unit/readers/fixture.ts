import { readFileSync } from 'node:fs';
import type { Session } from '../../../src/core/session/session.ts';
import { readSessionBytes } from '../../../src/core/readers/readSession.ts';

/** The bytes of a fixture: one small session of each format, made for these tests. */
export function fixtureBytes(file: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../fixtures/readers/${file}`, import.meta.url)));
}

export function fixture(file: string): Session {
  return readBytes(fixtureBytes(file), file);
}

/** Reads a JSON document as it would be pretty-printed in a file. */
export function readDocument(value: unknown, path = 'made.json'): Session {
  return readBytes(new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`), path);
}

/** A fixture's document, to vary. */
export function fixtureJson(file: string): Record<string, unknown> {
  return JSON.parse(new TextDecoder().decode(fixtureBytes(file))) as Record<string, unknown>;
}

function readBytes(bytes: Uint8Array, path: string): Session {
  const result = readSessionBytes(bytes, path);
  if (!result.session) throw new Error(result.notATrace);
  return result.session;
}
