import { hashResult } from '../session/normalizeResult.ts';
import { RESULT_LIMIT, type SourcePointer, type ToolResult } from '../session/session.ts';
import { cutText, firstLine } from './text.ts';

type Facts = { [K in keyof Omit<ToolResult, 'text' | 'hash' | 'source'>]?: ToolResult[K] | undefined };

/**
 * A tool's result from its text and what one format tells beside it. `chars` is the text's length unless it is given. Who has not read the
 * text gives '' for its hash.
 */
export function resultBody(text: string, source: SourcePointer, facts: Facts = {}, hash?: string): ToolResult {
  const { error } = facts;
  const isCut = text.length > RESULT_LIMIT;
  const known = hash ?? (isCut ? hashResult(text) : undefined);
  return {
    chars: facts.chars ?? text.length,
    images: facts.images ?? 0,
    text: isCut ? cutText(text, RESULT_LIMIT) : text,
    ...(known !== undefined && { hash: known }),
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
