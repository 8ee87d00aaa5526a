import { holdText, type HeldText } from '../session/heldText.ts';
import { hashResult } from '../session/normalizeResult.ts';
import { RESULT_LIMIT, type SourcePointer, type ToolResult } from '../session/session.ts';
import { cutText, firstLine } from './text.ts';

type Facts = { [K in keyof Omit<ToolResult, 'text' | 'hash' | 'source'>]?: ToolResult[K] | undefined };

/**
 * A tool's result from its text, or one that is decoded when somebody asks for it, and what one format tells beside it. `chars` is the text's
 * length unless it is given. Who has not read the text gives '' for its hash.
 */
export function resultBody(text: string | HeldText, source: SourcePointer, facts: Facts = {}, hash?: string): ToolResult {
  if (typeof text !== 'string' && text.length <= RESULT_LIMIT) return holdText(bodyOf(text.length, undefined, source, facts, hash), text);
  const said = typeof text === 'string' ? text : text.read();
  if (said.length <= RESULT_LIMIT) return bodyOf(said.length, said, source, facts, hash) as ToolResult;
  return bodyOf(said.length, cutText(said, RESULT_LIMIT), source, facts, hash ?? hashResult(said)) as ToolResult;
}

function bodyOf(
  length: number,
  text: string | undefined,
  source: SourcePointer,
  facts: Facts,
  hash: string | undefined,
): Omit<ToolResult, 'text'> {
  const { error } = facts;
  return {
    chars: facts.chars ?? length,
    images: facts.images ?? 0,
    ...(text !== undefined && { text }),
    ...(hash !== undefined && { hash }),
    isError: facts.isError ?? false,
    source,
    ...(facts.at !== undefined && { at: facts.at }),
    ...(facts.status !== undefined && { status: facts.status }),
    ...(facts.exitCode !== undefined && { exitCode: facts.exitCode }),
    ...(error !== undefined && error.trim() !== '' && { error: firstLine(error) }),
    ...(facts.refused !== undefined && { refused: facts.refused }),
    ...(facts.durationMs !== undefined && { durationMs: facts.durationMs }),
  };
}
