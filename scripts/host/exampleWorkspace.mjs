import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { EXAMPLE } from './paths.mjs';

/** A fresh copy of the example workspace at `target`, so that what happens in it never changes the repository. */
export function copyExample(target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  if (existsSync(EXAMPLE)) cpSync(EXAMPLE, target, { recursive: true });
  return target;
}
