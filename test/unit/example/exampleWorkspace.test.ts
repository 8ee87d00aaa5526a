import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryFiles } from '../../example/repositoryFiles.ts';
import { exampleSessions } from '../../example/stories.ts';

const root = join(import.meta.dirname, '../../workspace');

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !['__pycache__', '.pytest_cache'].includes(name))
    .flatMap((name) => (statSync(join(folder, name)).isDirectory() ? filesBelow(join(folder, name)) : [join(folder, name)]));
}

describe('the example workspace', () => {
  it('is what its generator makes', () => {
    const made = [...repositoryFiles(), ...exampleSessions()];
    for (const file of made) expect(readFileSync(join(root, file.path), 'utf8'), file.path).toBe(file.text);
    const found = filesBelow(root).map((path) => relative(root, path).replaceAll('\\', '/'));
    expect(found.sort()).toEqual(made.map((file) => file.path).sort());
  });
});
