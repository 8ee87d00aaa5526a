import type { Json, SourcePointer, Usage, Warning } from '../../session/session.ts';
import { allocatedUsage, allocateUsage } from '../allocateUsage.ts';
import { contentOf } from '../callBody.ts';
import type { Call, Conversation } from '../conversation.ts';
import { asCount, asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { openaiUsage } from '../openaiUsage.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { stopOf } from '../stopReason.ts';
import { firstLine, readBlocks } from '../text.ts';
import { readObservation } from './observation.ts';

/** What is known of a run when all its events were read. */
export interface RunEnd {
  task: string | undefined;
  warnings: Warning[];
}

interface Answered {
  call: Call;
  promptChars: number;
  outputChars: number;
}

/** Actions that no model asked for, or that are messages. */
const NO_TOOLS = new Set(['message', 'system', 'recall', 'change_agent_state', 'null', 'condensation', 'condensation_request']);

/** Reads the events of one run into a conversation. One response of the model may stand on several actions: its id tells. */
export class RunReader {
  readonly #talk: Conversation;
  readonly #name: string;
  readonly #metrics: JsonRecord | undefined;
  readonly #model: string | undefined;
  readonly #usages = new Map<string, JsonRecord>();
  readonly #answers = new Map<string, Answered>();
  readonly #tools = new Map<string, string>();
  #task: string | undefined;
  #prompt = 0;

  constructor(talk: Conversation, record: JsonRecord | undefined, name: string) {
    this.#talk = talk;
    this.#name = name;
    this.#metrics = asRecord(record?.['metrics']);
    this.#model = asText(asRecord(asRecord(record?.['metadata'])?.['llm_config'])?.['model']);
    for (const item of asList(this.#metrics?.['token_usages'])) {
      const usage = asRecord(item);
      const id = asText(usage?.['response_id']);
      if (usage && id !== undefined) this.#usages.set(id, usage);
    }
  }

  event(event: JsonRecord | undefined, place: RecordPlace, path: (string | number)[]): void {
    if (!event) return;
    const source = pointer(place, ...path);
    const at = asTime(event['timestamp']);
    const action = asText(event['action']);
    const isAgent = event['source'] === 'agent';
    if (action !== undefined && isAgent && (asRecord(event['tool_call_metadata']) || !NO_TOOLS.has(action)))
      this.#action(event, action, at, source);
    else if (action === 'message' && isAgent) this.#message(event, at, source);
    else if (action === 'message' || action === 'system') this.#said(event, action, at, source);
    else if (action === 'condensation')
      this.#talk.compaction({
        summaryChars: (asText(asRecord(event['args'])?.['summary']) ?? '').length,
        source,
        ...(at !== undefined && { at }),
      });
    else if (asText(event['observation']) !== undefined) this.#observation(event, at, source);
  }

  /** Gives what no event tells: usage of responses that no action names, or, where only totals exist, their allocation. */
  end(): RunEnd {
    const warnings: Warning[] = [];
    const left = [...this.#usages].filter(([id]) => !this.#answers.has(id));
    const bare = [...this.#answers.values()].filter(({ call }) => !call.usage);
    bare.forEach(({ call }, i) => {
      const usage = left[i]?.[1];
      if (usage) this.#measure(call, usage);
    });
    for (const [id, usage] of left.slice(bare.length)) {
      const source = [...this.#answers.values()].at(-1)?.call.source;
      if (source) this.#measure(this.#talk.call({ billId: id, source, model: asText(usage['model']) ?? this.#model }), usage);
    }
    if (bare.length > 0 && this.#usages.size === 0) {
      const total = asRecord(this.#metrics?.['accumulated_token_usage']);
      const tokens = openaiUsage(total);
      if (tokens) {
        const shares = allocateUsage(bare, {
          input: tokens.input,
          cacheRead: tokens.cacheRead,
          cacheWrite: tokens.cacheWrite5m,
          output: tokens.output,
        });
        bare.forEach(({ call }, i) => (call.usage = shares[i]));
        warnings.push(allocatedUsage(`OpenHands records the tokens of the whole run ${this.#name} only`));
      }
    }
    return { task: this.#task, warnings };
  }

  #said(event: JsonRecord, action: string, at: number | undefined, source: SourcePointer): void {
    const text = asText(asRecord(event['args'])?.['content']) ?? asText(event['message']) ?? '';
    const byPerson = event['source'] === 'user' && action === 'message';
    if (byPerson) this.#task ??= text;
    this.#prompt += text.length;
    this.#talk.user(text, source, { at, byPerson });
  }

  /** An answer without a tool call. */
  #message(event: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const text = asText(asRecord(event['args'])?.['content']) ?? asText(event['message']) ?? '';
    this.#answer(`${this.#name}:message-${asCount(event['id']) || source.line}`, text, [], at, source, {});
  }

  #action(event: JsonRecord, action: string, at: number | undefined, source: SourcePointer): void {
    const metadata = asRecord(event['tool_call_metadata']);
    const response = asRecord(metadata?.['model_response']) ?? {};
    const message = asRecord(asRecord(asList(response['choices'])[0])?.['message']);
    const args = asRecord(event['args']) ?? {};
    const id = asText(metadata?.['tool_call_id']);
    const number = asCount(event['id']);
    const responseId = asText(response['id']) ?? `${this.#name}:action-${number}`;
    // Providers behind gateways number their tool calls from the start in each response.
    const stepId = `${id ?? action}@${responseId}`;
    this.#tools.set(`${number}`, stepId);
    const known = this.#answers.get(responseId);
    if (known && this.#talk.hasStep(stepId)) return;
    const uses = asList(message?.['tool_calls']).flatMap((item) => {
      const use = asRecord(asRecord(item)?.['function']);
      return use
        ? [{ id: `${asText(asRecord(item)?.['id']) ?? action}@${responseId}`, name: asText(use['name']) ?? action, args: use['arguments'] }]
        : [];
    });
    const own = { id: stepId, name: asText(metadata?.['function_name']) ?? action, args };
    const text = readBlocks(message?.['content']).text || asText(args['thought']) || '';
    this.#answer(responseId, text, uses.some((use) => use.id === stepId) ? uses : [own], at, source, response);
  }

  #answer(
    billId: string,
    text: string,
    tools: readonly { id: string; name: string; args: unknown }[],
    at: number | undefined,
    source: SourcePointer,
    response: JsonRecord,
  ): void {
    const raw = this.#usages.get(billId);
    const finish = asRecord(asList(response['choices'])[0])?.['finish_reason'];
    const call = this.#talk.call(
      {
        billId,
        source,
        at,
        model: asText(raw?.['model']) ?? this.#model ?? asText(response['model']),
        stop: tools.length > 0 ? 'tool' : stopOf(finish ?? 'stop'),
        content: contentOf({ text }),
        text,
      },
      tools,
    );
    this.#measure(call, raw ?? asRecord(response['usage']));
    const outputChars = (call.content ?? []).reduce((sum, { chars }) => sum + chars, 0);
    this.#answers.set(billId, { call, promptChars: this.#prompt, outputChars });
    this.#prompt += outputChars;
  }

  #measure(call: Call, raw: JsonRecord | undefined): void {
    const usage: Usage | undefined = openaiUsage(raw);
    if (usage) call.usage = usage;
    if (raw) call.rawUsage = raw as Json;
    const cost = asList(this.#metrics?.['costs']).find((item) => asText(asRecord(item)?.['response_id']) === call.billId);
    const usd = loggedUsd(asRecord(cost)?.['cost']);
    if (usd !== undefined) call.loggedUsd = usd;
  }

  #observation(event: JsonRecord, at: number | undefined, source: SourcePointer): void {
    const result = readObservation(event, at, source);
    const stepId = this.#tools.get(`${asCount(event['cause'])}`) ?? this.#stepOf(event);
    this.#prompt += result.chars;
    if (stepId !== undefined && this.#talk.result(stepId, asText(event['observation']), result)) return;
    const text = asText(event['content']) ?? '';
    if (stepId === undefined && text !== '')
      this.#talk.user(event['observation'] === 'error' ? `Error: ${firstLine(text)}` : text, source, { at, byPerson: false });
  }

  #stepOf(event: JsonRecord): string | undefined {
    const metadata = asRecord(event['tool_call_metadata']);
    const [id, response] = [asText(metadata?.['tool_call_id']), asText(asRecord(metadata?.['model_response'])?.['id'])];
    return id === undefined || response === undefined ? undefined : `${id}@${response}`;
  }
}
