import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryFiles } from './repositoryFiles.ts';
import { exampleSessions } from './stories.ts';

/** `npm run example`: writes test/workspace anew. A unit test checks that what is checked in equals what this makes. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..', 'workspace');
rmSync(root, { recursive: true, force: true });
for (const file of [...repositoryFiles(), ...exampleSessions()]) {
  const path = join(root, file.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file.text);
}
