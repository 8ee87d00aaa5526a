import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Which path of a folder is watched, where links give it several: each real folder is watched once. Who follows links that lead back to a
 * folder above would never come to an end, and two such links make the paths double with every step.
 */
export class WatchedFolders {
  readonly #roots: readonly string[];
  readonly #realRoots = new Map<string, string>();
  /** Real folder that lies below no root -> the path by which it is watched. */
  readonly #claimed = new Map<string, string>();

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  /** True where the folder is to be watched by this path. */
  claim(folder: string): boolean {
    const real = realOf(folder);
    if (real === undefined || real === folder) return real !== undefined;
    const roots = this.#roots.map((root) => ({ root, real: this.#realRoot(root) }));
    if (roots.some((root) => root.root === folder || joined(root.root, root.real, real) === folder)) return true;
    // Below a root it is watched by the path on which no link lies.
    if (roots.some((root) => root.real !== undefined && isInside(real, root.real))) return false;
    const claimed = this.#claimed.get(real);
    if (claimed === undefined || realOf(claimed) !== real) this.#claimed.set(real, folder);
    return this.#claimed.get(real) === folder;
  }

  /** Undefined as long as there is no such folder. */
  #realRoot(root: string): string | undefined {
    const real = this.#realRoots.get(root) ?? realOf(root);
    if (real !== undefined) this.#realRoots.set(root, real);
    return real;
  }
}

/** The path below `root` of what lies at `real`. */
function joined(root: string, realRoot: string | undefined, real: string): string | undefined {
  return realRoot !== undefined && isInside(real, realRoot) ? path.join(root, path.relative(realRoot, real)) : undefined;
}

function isInside(file: string, folder: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

function realOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
