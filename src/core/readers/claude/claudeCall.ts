import { lookUp } from '../../session/lookUp.ts';
import { TEXT_LIMIT, type Json, type LlmCall, type SourcePointer, type StopReason } from '../../session/session.ts';
import { asCount, asList, asRecord, asText, type JsonRecord } from '../json.ts';
import type { Detail } from '../reader.ts';
import { cutText, firstLine, jsonOf, measureJson } from '../text.ts';
import { UNPLACED, type Body, type StepDraft } from '../threadDraft.ts';
import { compareBlock, readAnswerBlock, type AnswerBlock } from './answerBlock.ts';
import { NO_EXTRA, readUsage, type ClaudeUsage } from './usage.ts';

const STOPS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  pause_turn: 'end',
  refusal: 'end',
  tool_use: 'tool',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
};

/** A tool use that a line of an answer brought. */
export interface AddedTool {
  id: string | undefined;
  name: string;
  args: Json;
  argsChars: number;
}

/** What the best line of an answer says of the whole answer. */
interface BestLine {
  output: number;
  source: SourcePointer;
  model: string;
  provider: string | undefined;
  version: string | undefined;
  isError: boolean;
  error: string | undefined;
  usage: ClaudeUsage;
  rawUsage: Json | undefined;
}

/** Versions that write a message's first snapshot and never the final count of its output. */
function hasUnfinishedOutput(version: string | undefined): boolean {
  const match = /^2\.1\.(\d+)(?!\d)/.exec(version ?? '');
  return match !== null && Number(match[1]) >= 9 && Number(match[1]) <= 42;
}

/**
 * One answer of the model, gathered from all lines that repeat its message id: each line carries a block of it and a snapshot of its
 * usage. The usage is that of the line with the most output tokens (the later of equals), whole; the blocks are those of all lines. A long
 * session has tens of thousands of these, so that nothing of the records is kept but what is told of them here.
 */
export class ClaudeCall {
  readonly kind = 'call';
  readonly billId: string;
  steps: readonly StepDraft[] = [];
  readonly #detail: Detail;
  #best: BestLine | undefined;
  #at: number | undefined;
  #stop: StopReason | undefined;
  #interrupted = false;
  #blocks: readonly AnswerBlock[] = [];
  /** What was made of it; undefined once there is more to make it of. */
  #built: Body<LlmCall> | undefined;

  constructor(billId: string, detail: Detail) {
    this.billId = billId;
    this.#detail = detail;
  }

  /** Takes a line of the message and returns the tool uses that it adds. */
  take(record: JsonRecord, message: JsonRecord, at: number | undefined, source: SourcePointer): AddedTool[] {
    this.#built = undefined;
    const output = asCount(asRecord(message['usage'])?.['output_tokens']);
    if (!this.#best || output >= this.#best.output) this.#best = readBest(record, message, output, source, this.#detail);
    this.#at ??= at;
    const stop = asText(message['stop_reason']);
    if (stop !== undefined) this.#stop = lookUp(STOPS, stop) ?? this.#stop;
    const added: AddedTool[] = [];
    for (const value of contentOf(message)) {
      const block = asRecord(value);
      if (!block || this.#knows(block, record)) continue;
      const input = block['type'] === 'tool_use' ? measureJson(block['input']) : undefined;
      this.#blocks = this.#blocks.concat(readAnswerBlock(block, input?.chars ?? 0, isApiError(record)));
      if (input) added.push({ id: asText(block['id']), name: asText(block['name']) ?? '', args: input.json, argsChars: input.chars });
    }
    return added;
  }

  /** The person stopped the answer. */
  interrupt(): void {
    this.#built = undefined;
    this.#interrupted = true;
  }

  /** A usage whose parts did not add up: warned about by the reader. */
  get splitRepaired(): boolean {
    return this.#best?.usage.splitRepaired === true;
  }

  get unfinished(): boolean {
    return hasUnfinishedOutput(this.#best?.version);
  }

  /** The same object as before where no line of the message has come since. */
  body(): Body<LlmCall> {
    return (this.#built ??= this.#build());
  }

  #build(): Body<LlmCall> {
    const { source, model, provider, isError, error, usage, rawUsage } = this.#best as BestLine;
    const free = isError || model === '<synthetic>';
    const content = this.#blocks.map((block) => block.content);
    const text = this.#blocks.flatMap((block) => block.text || []).join('\n');
    const hasTool = content.some((part) => part.toolCallId !== undefined);
    const stop = isError ? 'error' : (this.#stop ?? (this.#interrupted ? 'aborted' : hasTool ? 'tool' : 'unknown'));
    const body: Body<LlmCall> = {
      kind: 'llm',
      index: UNPLACED,
      billId: this.billId,
      model,
      extraUsage: free ? NO_EXTRA : usage.extra,
      serving: usage.serving,
      free,
      stop,
      content,
      text: cutText(text, TEXT_LIMIT),
      source,
    };
    if (this.#at !== undefined) body.at = this.#at;
    if (provider !== undefined) body.provider = provider;
    if (usage.usage) body.usage = usage.usage;
    if (rawUsage !== undefined) body.rawUsage = rawUsage;
    if (isError) body.error = firstLine(text) || (error ?? 'API error');
    return body;
  }

  /** True for a block that an earlier line brought; a longer snapshot of a text replaces the shorter. */
  #knows(block: JsonRecord, record: JsonRecord): boolean {
    for (const [index, known] of this.#blocks.entries()) {
      const found = compareBlock(known, block);
      if (!found) continue;
      if (found === 'longer') this.#blocks = this.#blocks.with(index, readAnswerBlock(block, 0, isApiError(record)));
      return true;
    }
    return false;
  }
}

function readBest(record: JsonRecord, message: JsonRecord, output: number, source: SourcePointer, detail: Detail): BestLine {
  const model = asText(message['model']) ?? '';
  const raw = message['usage'];
  const isError = isApiError(record);
  // Figures need of it only what decides the tier.
  const isKept = raw !== undefined && (detail === 'whole' || asList(asRecord(raw)?.['iterations']).length > 0);
  return {
    output,
    source,
    model,
    provider: providerOf(asText(message['id']), model),
    version: asText(record['version']),
    isError,
    error: isError ? asText(record['error']) : undefined,
    usage: readUsage(raw, model),
    rawUsage: isKept ? jsonOf(raw) : undefined,
  };
}

function isApiError(record: JsonRecord): boolean {
  return record['isApiErrorMessage'] === true;
}

function contentOf(message: JsonRecord): readonly unknown[] {
  const content = message['content'];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : asList(content);
}

/** Message ids carry the platform that served them; without such a sign nothing is claimed. */
function providerOf(id: string | undefined, model: string): string | undefined {
  if (id?.startsWith('msg_bdrk_')) return 'bedrock';
  if (id?.startsWith('msg_vrtx_')) return 'vertex';
  return id?.startsWith('msg_') && model.startsWith('claude-') ? 'anthropic' : undefined;
}
