import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { hashText } from '../../../src/core/session/normalizeResult.ts';
import { FORMATS, makeSession } from './makeSession.ts';
import { parseRecords, type RawRecord, type RawSession } from './rawSession.ts';

/** A session to put something into; opened afresh each time, for the records are changed in place. */
export interface Source {
  name: string;
  open: () => RawSession;
}

export type Half = 'development' | 'held-out';

/** Sessions with fewer places between steps have no room for waste and decoys. */
const ROOM = 12;

/** Which half a session belongs to: by its name, so that new ones join a half without moving the others. */
export function halfOf(name: string): Half {
  return Number.parseInt(hashText(path.basename(name)).slice(0, 8), 16) % 2 === 0 ? 'development' : 'held-out';
}

/** The real sessions of both sources below a folder that have room, of one half. */
export function* realSources(folder: string, half: Half): Generator<Source> {
  for (const [below, format] of [
    ['claude', FORMATS['claude-code']],
    ['openclaw', FORMATS.openclaw],
  ] as const) {
    const names = readdirSync(path.join(folder, below)).filter((name) => name.endsWith('.jsonl') && !name.includes('.agent-'));
    for (const name of names.sort()) {
      if (halfOf(name) !== half) continue;
      const file = path.join(folder, below, name);
      const open = (): RawSession => format.open(parseRecords(readFileSync(file, 'utf8')));
      if (open().gaps.length >= ROOM) yield { name: `${below}/${name}`, open };
    }
  }
}

/** Made sessions, of both sources in turn. */
export function* madeSources(count: number, turns: number, seed: number): Generator<Source> {
  for (let i = 0; i < count; i++) {
    const format = i % 2 === 0 ? 'claude-code' : 'openclaw';
    const records = (): RawRecord[] => makeSession(format, seed * 1000 + i, turns);
    yield { name: `made/${format}-${i}`, open: () => FORMATS[format].open(records()) };
  }
}
