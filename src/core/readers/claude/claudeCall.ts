import { lookUp } from '../../session/lookUp.ts';
import { TEXT_LIMIT, type Content, type LlmCall, type SourcePointer, type StopReason } from '../../session/session.ts';
import { asCount, asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { SizedText } from '../scan/sizedText.ts';
import { charsOf, cutText, firstLine, jsonChars, jsonOf, measureJson, type Measured, readText, saysTheSame } from '../text.ts';
import { readUsage } from './usage.ts';

const STOPS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  stop_sequence: 'end',
  pause_turn: 'end',
  refusal: 'end',
  tool_use: 'tool',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
};

type Body = Omit<LlmCall, 'index' | 'parent'>;

interface BestLine {
  output: number;
  message: JsonRecord;
  record: JsonRecord;
  source: SourcePointer;
}

/** Versions that write a message's first snapshot and never the final count of its output. */
function hasUnfinishedOutput(version: string | undefined): boolean {
  const match = /^2\.1\.(\d+)(?!\d)/.exec(version ?? '');
  return match !== null && Number(match[1]) >= 9 && Number(match[1]) <= 42;
}

/**
 * One answer of the model, gathered from all lines that repeat its message id: each line carries a block of it and a snapshot of its
 * usage. The usage is that of the line with the most output tokens (the later of equals), whole; the blocks are those of all lines.
 */
export class ClaudeCall {
  readonly billId: string;
  #best: BestLine | undefined;
  #at: number | undefined;
  #stop: StopReason | undefined;
  #interrupted = false;
  readonly #blocks: JsonRecord[] = [];
  readonly #inputs = new Map<JsonRecord, Measured>();
  /** What was made of it; undefined once there is more to make it of. */
  #built: Body | undefined;
  #isRepaired: boolean | undefined;
  #isUnfinished: boolean | undefined;

  constructor(billId: string) {
    this.billId = billId;
  }

  /** Takes a line of the message and returns the tool uses that it adds, with their inputs. */
  take(record: JsonRecord, message: JsonRecord, at: number | undefined, source: SourcePointer): Map<JsonRecord, Measured> {
    this.#built = undefined;
    this.#isRepaired = undefined;
    this.#isUnfinished = undefined;
    const output = asCount(asRecord(message['usage'])?.['output_tokens']);
    if (!this.#best || output >= this.#best.output) this.#best = { output, message, record, source };
    this.#at ??= at;
    const stop = asText(message['stop_reason']);
    if (stop !== undefined) this.#stop = lookUp(STOPS, stop) ?? this.#stop;
    const added = new Map<JsonRecord, Measured>();
    for (const value of contentOf(message)) {
      const block = asRecord(value);
      if (!block || !this.#takeBlock(block) || block['type'] !== 'tool_use') continue;
      const input = measureJson(block['input']);
      this.#inputs.set(block, input);
      added.set(block, input);
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
    return (this.#isRepaired ??= this.#best !== undefined && readUsage(this.#best.message['usage'], '').splitRepaired);
  }

  get unfinished(): boolean {
    return (this.#isUnfinished ??= hasUnfinishedOutput(asText(this.#best?.record['version'])));
  }

  /** The same object as before where no line of the message has come since. */
  build(): Body {
    return (this.#built ??= this.#build());
  }

  #build(): Body {
    const { message, record, source } = this.#best as BestLine;
    const model = asText(message['model']) ?? '';
    const apiError = record['isApiErrorMessage'] === true;
    const free = apiError || model === '<synthetic>';
    const { usage, extra, serving } = readUsage(message['usage'], model);
    const content = this.#blocks.map((block) => describeBlock(block, this.#inputs.get(block)));
    const text = this.#blocks
      .map((block) => (block['type'] === 'text' ? textOf(block['text'], apiError).trim() : ''))
      .filter(Boolean)
      .join('\n');
    const provider = providerOf(asText(message['id']), model);
    const hasTool = content.some((part) => part.toolCallId !== undefined);
    const stop = apiError ? 'error' : (this.#stop ?? (this.#interrupted ? 'aborted' : hasTool ? 'tool' : 'unknown'));
    return {
      kind: 'llm',
      billId: this.billId,
      model,
      extraUsage: free ? [] : extra,
      serving,
      free,
      stop,
      content,
      text: cutText(text, TEXT_LIMIT),
      source,
      ...(this.#at !== undefined && { at: this.#at }),
      ...(provider !== undefined && { provider }),
      ...(usage && { usage }),
      ...(message['usage'] !== undefined && {
        rawUsage: jsonOf(message['usage']),
      }),
      ...(apiError && {
        error: firstLine(text) || (asText(record['error']) ?? 'API error'),
      }),
    };
  }

  /** False for a block that an earlier line brought; a longer snapshot of a text replaces the shorter. */
  #takeBlock(block: JsonRecord): boolean {
    const key = block['type'] === 'thinking' ? 'thinking' : 'text';
    for (const [index, known] of this.#blocks.entries()) {
      if (known['type'] !== block['type']) continue;
      if (known['id'] !== undefined || block['id'] !== undefined) {
        if (known['id'] === block['id']) return false;
        continue;
      }
      const [before, now] = [known[key], block[key]];
      if (!isString(before) || !isString(now)) continue;
      if (saysTheSame(before, now) && saysTheSame(known['signature'], block['signature'])) return false;
      if (before.length > 0 && now.length > before.length && readText(now).startsWith(readText(before))) {
        this.#blocks[index] = keepTexts(block);
        return false;
      }
    }
    this.#blocks.push(keepTexts(block));
    return true;
  }
}

function isString(value: unknown): value is string | SizedText {
  return typeof value === 'string' || value instanceof SizedText;
}

/** Measured texts are not read for the session, but where they say what went wrong. */
function textOf(value: unknown, wanted: boolean): string {
  return value instanceof SizedText && !wanted ? '' : readText(value);
}

/** Later lines may repeat a text or go on with it. */
function keepTexts(block: JsonRecord): JsonRecord {
  for (const key of ['text', 'thinking', 'signature']) {
    const value = block[key];
    if (value instanceof SizedText) value.keep();
  }
  return block;
}

function contentOf(message: JsonRecord): readonly unknown[] {
  const content = message['content'];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : asList(content);
}

function describeBlock(block: JsonRecord, input: Measured | undefined): Content {
  switch (block['type']) {
    case 'text':
      return { kind: 'text', chars: charsOf(block['text']) };
    case 'thinking':
      return {
        kind: 'thinking',
        chars: charsOf(block['thinking']) || charsOf(block['signature']),
      };
    case 'redacted_thinking':
      return { kind: 'thinking', chars: charsOf(block['data']) };
    case 'tool_use': {
      const id = asText(block['id']);
      const chars = (asText(block['name']) ?? '').length + (input?.chars ?? 0);
      return {
        kind: 'tool-call',
        chars,
        ...(id !== undefined && { toolCallId: id }),
      };
    }
    case 'image':
      return { kind: 'image', chars: 0 };
    default:
      // Server-side tools: their use and result stand in the answer itself.
      return {
        kind: block['type'] === 'server_tool_use' ? 'tool-call' : 'text',
        chars: jsonChars(block),
      };
  }
}

/** Message ids carry the platform that served them; without such a sign nothing is claimed. */
function providerOf(id: string | undefined, model: string): string | undefined {
  if (id?.startsWith('msg_bdrk_')) return 'bedrock';
  if (id?.startsWith('msg_vrtx_')) return 'vertex';
  return id?.startsWith('msg_') && model.startsWith('claude-') ? 'anthropic' : undefined;
}
