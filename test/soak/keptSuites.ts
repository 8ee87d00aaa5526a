import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GrowingFile } from '../../src/platform/growingFile.ts';
import { loadSession } from '../../src/platform/loadSession.ts';
import { RowCache, stampFiles } from '../../src/platform/rowCache.ts';
import { DAMAGES } from './damage.ts';
import { inFolder } from './inFolder.ts';
import { damageIn } from './isDamaged.ts';
import { Random } from './random.ts';
import { SAMPLES } from './samples.ts';
import type { Suite } from './suite.ts';
import { toText } from './toText.ts';

interface Row {
  usd: string;
}

/** What was kept of sessions, in a file that went bad between two runs: thrown away, said, and made anew; never a wrong row. */
export const cache: Suite = {
  name: 'cache',
  run: (input, seed) =>
    inFolder(async (folder) => {
      const random = new Random('cache', seed, input);
      const file = path.join(folder, 'rows.cache');
      const sessions = Array.from({ length: 1 + random.below(5) }, (_, i) => path.join(folder, `s${i}.jsonl`));
      for (const session of sessions) writeFileSync(session, random.pick(SAMPLES).bytes);
      const said: string[] = [];
      const open = (): RowCache<Row> =>
        new RowCache<Row>({ file, tag: 'soak', log: (message) => void said.push(message), writeAfterMs: 1e6 });
      const rowOf = (session: string): Row => ({ usd: `${path.basename(session)} cost ${input}` });
      const keep = async (rows: RowCache<Row>): Promise<void> => {
        for (const session of sessions) rows.set(session, stampFiles([session]) ?? [], rowOf(session));
        await rows.flush();
      };
      await keep(open());
      const before = new Uint8Array(readFileSync(file));
      const name = random.pick(Object.keys(DAMAGES));
      const after = (DAMAGES[name] as (typeof DAMAGES)[string])(before, random);
      const isDamaged = Buffer.compare(before, after) !== 0;
      writeFileSync(file, after);

      const second = open();
      await second.load();
      const got = sessions.map((session) => second.get(session, [session]));
      if (got.some((row, i) => row !== undefined && row.usd !== rowOf(sessions[i] as string).usd)) return `${name}: a wrong row`;
      if (!isDamaged && got.includes(undefined)) return `${name}: a row of a sound file is lost`;
      if (isDamaged && said.length === 0) return `${name}: nothing was said`;
      await keep(second);
      const third = open();
      await third.load();
      return sessions.every((session) => third.get(session, [session])) ? undefined : `${name}: it was not made anew`;
    }),
};

/** A file that is read again after each change: what is read on must be what a first reading finds. */
export const live: Suite = {
  name: 'live',
  run: (input, seed) =>
    inFolder(async (folder) => {
      const random = new Random('live', seed, input);
      const file = path.join(folder, 'session.jsonl');
      writeFileSync(file, '');
      const growing = new GrowingFile(file);
      const done: string[] = [];
      for (let step = 0; step < 6; step++) {
        const { bytes } = random.pick(SAMPLES);
        const part = bytes.subarray(0, 1 + random.below(bytes.length));
        const kind = random.pick(['grows', 'grows', 'grows', 'is cut', 'is replaced', 'is rewritten', 'is gone']);
        done.push(kind);
        if (kind === 'grows') {
          // A whole record without a line end has been shown already. What is glued to it makes the line damaged, which is said either way,
          // but only who reads it at once does not show the record.
          if (endsInRecord(readFileSync(file, 'utf8'))) appendFileSync(file, '\n');
          appendFileSync(file, part);
        }
        if (kind === 'is cut') truncateSync(file, random.below(readFileSync(file).length + 1));
        else if (kind === 'is gone') rmSync(file);
        else if (kind === 'is rewritten') writeFileSync(file, part);
        else if (kind === 'is replaced') {
          writeFileSync(`${file}.new`, part);
          renameSync(`${file}.new`, file);
        }
        const [kept, fresh] = [await growing.read(), await loadSession(file)].map((result) => toText(result));
        if (kept !== fresh) return `a file that ${done.join(', ')} is another session than when it is read at once`;
        if (kind === 'is gone') writeFileSync(file, part);
      }
      return undefined;
    }),
};

function endsInRecord(text: string): boolean {
  return damageIn(new TextEncoder().encode(text.slice(text.lastIndexOf('\n') + 1)), true) === undefined && !text.endsWith('\n');
}

export const KEPT_SUITES: readonly Suite[] = [cache, live];
