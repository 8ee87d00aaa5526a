import { hashResult } from './normalizeResult.ts';
import type { ToolResult } from './session.ts';

const hashes = new WeakMap<ToolResult, string>();

/**
 * Hash of a tool result's whole text, after normalizeResult: 16 hex digits. Made where it is first asked for, since few results are ever
 * compared with another one, and to normalize all of them takes as long as to read the session's figures.
 */
export function resultHash(result: ToolResult): string {
  if (result.hash !== undefined) return result.hash;
  let hash = hashes.get(result);
  if (hash === undefined) hashes.set(result, (hash = hashResult(result.text)));
  return hash;
}
