import { readdirSync, readFileSync } from 'node:fs';
import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { readSessionBytes } from '../../src/core/readers/readSession.ts';
import type { Session } from '../../src/core/session/session.ts';
import { threadsOf } from '../../src/core/session/walk.ts';

/** A small session as its agent writes it. */
export interface Sample {
  file: string;
  bytes: Uint8Array;
  format: string;
  /** One record a line, or one document. */
  isLines: boolean;
  /** Of the undamaged file: its bill, and the codes of its warnings. */
  total: bigint;
  codes: ReadonlySet<string>;
  /** Lines of which the session tells something. */
  told: ReadonlySet<number>;
}

const FOLDER = new URL('../fixtures/readers/', import.meta.url);

/** Every fixture of the readers: at least one of each format that is a file. */
export const SAMPLES: readonly Sample[] = readdirSync(FOLDER)
  .sort()
  .map((file) => {
    const bytes = new Uint8Array(readFileSync(new URL(file, FOLDER)));
    const { session, notATrace } = readSessionBytes(bytes, file);
    if (!session) throw new Error(notATrace);
    const { total } = attributeSession(session);
    const codes = new Set(session.warnings.map(({ code }) => code));
    return { file, bytes, format: session.format, isLines: file.endsWith('.jsonl'), total, codes, told: linesTold(session) };
  });

/** Lines of which a session tells something. */
export function linesTold(session: Session): Set<number> {
  const lines = new Set<number>();
  for (const { thread } of threadsOf(session)) {
    for (const entry of thread.entries) {
      lines.add(entry.source.line);
      if (entry.kind === 'tool' && entry.result) lines.add(entry.result.source.line);
    }
  }
  return lines;
}
