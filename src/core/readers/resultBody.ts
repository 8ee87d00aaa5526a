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
  const { at, images = 0, isError = false } = facts;
  if (typeof text !== 'string' && text.length <= RESULT_LIMIT) {
    const { chars = text.length } = facts;
    const body = { chars, images, ...(hash !== undefined && { hash }), isError, source, ...(at !== undefined && { at }) };
    return holdText(withFacts(body, facts), text);
  }
  const said = typeof text === 'string' ? text : text.read();
  const isCut = said.length > RESULT_LIMIT;
  const known = hash ?? (isCut ? hashResult(said) : undefined);
  const kept = isCut ? cutText(said, RESULT_LIMIT) : said;
  const { chars = said.length } = facts;
  // Written out at once the object has no room to spare, and nearly all results of a long session that is only measured are these.
  const body: ToolResult =
    known !== undefined && at !== undefined
      ? { chars, images, text: kept, hash: known, isError, source, at }
      : { chars, images, text: kept, ...(known !== undefined && { hash: known }), isError, source, ...(at !== undefined && { at }) };
  return withFacts(body, facts);
}

/** What few results have. */
function withFacts<R extends Omit<ToolResult, 'text'>>(body: R, { status, exitCode, error, refused, durationMs }: Facts): R {
  if (status !== undefined) body.status = status;
  if (exitCode !== undefined) body.exitCode = exitCode;
  if (error !== undefined && error.trim() !== '') body.error = firstLine(error);
  if (refused !== undefined) body.refused = refused;
  if (durationMs !== undefined) body.durationMs = durationMs;
  return body;
}
