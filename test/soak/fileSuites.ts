import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AgentFiles } from '../../src/platform/agentFiles.ts';
import { discoverTraces } from '../../src/platform/discoverTraces.ts';
import { loadSession } from '../../src/platform/loadSession.ts';
import { readChunks, UnreadableFile } from '../../src/platform/readChunks.ts';
import { DAMAGES } from './damage.ts';
import { inFolder } from './inFolder.ts';
import { checkSession } from './problemOf.ts';
import { Random } from './random.ts';
import { SAMPLES } from './samples.ts';
import type { Suite } from './suite.ts';

/** What happens to a file while it is read. True where the reader may not take what it has got for the file. */
const EVENTS: Readonly<Record<string, (file: string, other: Uint8Array) => boolean>> = {
  nothing: () => false,
  grows: (file, other) => {
    appendFileSync(file, other);
    return false;
  },
  'is replaced': (file, other) => {
    writeFileSync(`${file}.new`, other);
    renameSync(`${file}.new`, file);
    return true;
  },
  'is deleted': (file) => {
    rmSync(file);
    return true;
  },
  'is cut short': (file) => {
    truncateSync(file, 1);
    return true;
  },
  'is rewritten in its place': (file, other) => {
    writeFileSync(file, other);
    return true;
  },
  'becomes a folder': (file) => {
    rmSync(file);
    mkdirSync(file);
    return true;
  },
};

/** A file to which something happens while it is read: what was read is what stood there, or the file is said to be unreadable. */
export const changes: Suite = {
  name: 'changes',
  run: (input, seed) =>
    inFolder(async (folder) => {
      const random = new Random('changes', seed, input);
      const [name, event] = random.pick(Object.entries(EVENTS));
      const file = path.join(folder, 'session.jsonl');
      const before = random.pick(SAMPLES).bytes;
      // Longer than what stood there, and different from the first byte on.
      const other = new Uint8Array(before.length + 1 + random.below(3_000)).fill(0x20 + random.below(64));
      writeFileSync(file, before);
      const chunkBytes = 64 + random.below(before.length);
      const at = random.below(Math.ceil(before.length / chunkBytes));
      const got: Uint8Array[] = [];
      let isOther = false;
      const take = (chunk: Uint8Array): void => {
        got.push(Uint8Array.from(chunk));
        if (got.length === at + 1) isOther = event(file, other);
      };
      try {
        await readChunks(file, take, { chunkBytes });
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error;
        return isOther ? undefined : `a file that ${name} was not read: ${error.reason}`;
      }
      if (isOther) return `a file that ${name} in chunk ${at} of ${chunkBytes} bytes was read as if nothing had been`;
      const bytes = Buffer.concat(got);
      return bytes.subarray(0, before.length).equals(before) ? undefined : `of a file that ${name}, other bytes were read`;
    }),
};

/** Folders with links in circles, links to nowhere, folders named like sessions, damaged files and agents' files in odd places. */
export const folders: Suite = {
  name: 'folders',
  run: (input, seed) =>
    inFolder(async (root) => {
      const random = new Random('folders', seed, input);
      const made = [root];
      const names = ['a', 'b', 'subagents', 's1', 's1.jsonl', 'agent-x.jsonl', 'agent-y.jsonl', 's2.jsonl', 'traj.json', '.hidden', 'ü \n'];
      for (let n = 4 + random.below(16); n > 0; n--) {
        const target = path.join(random.pick(made), random.pick(names));
        try {
          if (random.chance(0.3)) made.push((mkdirSync(target), target));
          else if (random.chance(0.3)) symlinkSync(random.chance(0.2) ? path.join(root, 'nowhere') : random.pick(made), target);
          else
            writeFileSync(target, (DAMAGES['flipped bits'] as (typeof DAMAGES)[string])(random.pick(SAMPLES).bytes, random), {
              flag: 'wx',
            });
        } catch (error) {
          // The name is taken.
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
      }
      const { files } = await discoverTraces([root]);
      if (new Set(files.map((file) => file.path)).size !== files.length) return 'a file is listed twice';
      const agentFiles = new AgentFiles();
      for (const file of files) {
        const loaded = await loadSession(file.path, { agentFiles });
        const problem = loaded.kind === 'session' ? checkSession(loaded.session).problem : undefined;
        if (problem !== undefined) return `${path.relative(root, file.path)}: ${problem}`;
      }
      return undefined;
    }),
};

export const FILE_SUITES: readonly Suite[] = [changes, folders];
