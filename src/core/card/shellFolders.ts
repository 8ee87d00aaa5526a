import { resolvePath } from './places.ts';
import type { ShellScript } from './splitShell.ts';

/** The folder of each command of a script, and where the shell itself stands afterwards; undefined where that cannot be told. */
export interface ShellFolders {
  of: (string | undefined)[];
  after: string | undefined;
}

/** Follows the `cd`s of a script from `cwd` on. What a sub-shell does with its folder is forgotten where it ends. */
export function shellFolders({ commands, parents, opaque }: ShellScript, cwd: string | undefined): ShellFolders {
  const folders = new Map<number, string | undefined>([[0, cwd]]);
  const folderOf = (scope: number): string | undefined => {
    if (!folders.has(scope)) folders.set(scope, folderOf(parents[scope] ?? 0));
    return folders.get(scope);
  };
  const of = commands.map(({ words, scope, joint, conditional }) => {
    const here = folderOf(scope);
    const [program, target] = words;
    if (program?.text === 'popd') folders.set(scope, undefined);
    if (program?.text !== 'cd' && program?.text !== 'pushd') return here;
    const isSure = joint !== '||' && !conditional && target && !target.dynamic && !/^[-+]/.test(target.text);
    folders.set(scope, isSure ? resolvePath(target.text, here) : undefined);
    return here;
  });
  return { of, after: opaque ? undefined : folderOf(0) };
}
