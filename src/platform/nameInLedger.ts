import path from 'node:path';

/**
 * How a workspace's ledger names a skill: relative to the workspace, or below `~` where it lies outside. With forward slashes. The ledger
 * may be committed, so it names no one's folders; the command line and the editor must agree, or neither knows what the other rejected.
 */
export function nameInLedger(file: string, workspace: string, home: string): string {
  const inside = path.relative(workspace, file);
  const isOutside = inside === '..' || inside.startsWith(`..${path.sep}`) || path.isAbsolute(inside);
  return (isOutside ? path.join('~', path.relative(home, file)) : inside).split(path.sep).join('/');
}
