import { TEXT_LIMIT, type Content, type LlmCall } from '../session/session.ts';
import { cutText } from './text.ts';

type CallBody = Omit<LlmCall, 'index' | 'parent'>;

/** What a reader must say about a call. What is left undefined is not known. */
export type CallFacts = Pick<LlmCall, 'billId' | 'source'> & {
  [K in Exclude<keyof CallBody, 'billId' | 'source' | 'kind'>]?: CallBody[K] | undefined;
};

/** A call of the model from what one format tells of it: every other field says "not known". The answer's text is cut here. */
export function callBody({ text = '', content = [], ...facts }: CallFacts): CallBody {
  const body: CallBody = {
    kind: 'llm',
    billId: facts.billId,
    model: facts.model ?? '',
    extraUsage: facts.extraUsage ?? [],
    serving: facts.serving ?? {},
    free: facts.free ?? false,
    stop: facts.stop ?? 'unknown',
    content: [...content],
    text: cutText(text, TEXT_LIMIT),
    source: facts.source,
  };
  if (facts.at !== undefined) body.at = facts.at;
  if (facts.provider !== undefined) body.provider = facts.provider;
  if (facts.usage !== undefined) body.usage = { ...facts.usage };
  if (facts.rawUsage !== undefined) body.rawUsage = facts.rawUsage;
  if (facts.loggedUsd !== undefined) body.loggedUsd = facts.loggedUsd;
  if (facts.durationMs !== undefined) body.durationMs = facts.durationMs;
  if (facts.error !== undefined) body.error = facts.error;
  return body;
}

/** Thinking and text of an answer as its content. */
export function contentOf(parts: { text?: string | undefined; thinking?: string | undefined }): Content[] {
  const content: Content[] = [];
  if (parts.thinking) content.push({ kind: 'thinking', chars: parts.thinking.length });
  if (parts.text) content.push({ kind: 'text', chars: parts.text.length });
  return content;
}
