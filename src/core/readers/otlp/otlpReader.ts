import type { AgentRun, Json, Session, Source, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type ToolCall } from '../conversation.ts';
import { asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine } from '../text.ts';
import { serviceTierOf } from './serviceTier.ts';
import type { Span } from './span.ts';
import { inputMessages, outputText, plainText } from './spanText.ts';
import { spansOf } from './spansOf.ts';
import { SpanTree, type Placed } from './spanTree.ts';

/** Reads all traces of one source as one session, in the order of time: a conversation is often a trace for each request. */
export class OtlpReader implements SessionReader {
  readonly #spans: Span[] = [];

  record(value: unknown, place: RecordPlace): void {
    this.#spans.push(...spansOf(value, place));
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const tree = new SpanTree(this.#spans);
    const threads = new Map<string, ThreadReader>([['', new ThreadReader()]]);
    for (const placed of tree.placed) {
      let thread = threads.get(placed.agent);
      if (!thread) threads.set(placed.agent, (thread = new ThreadReader()));
      thread.take(placed);
    }
    const main = threads.get('') as ThreadReader;
    const stray: AgentRun[] = [];
    for (const [id, thread] of threads) {
      const own = thread.end();
      if (id === '') continue;
      const span = tree.span(id);
      const name = asText(span?.attributes['gen_ai.agent.name']);
      const run: AgentRun = { id, aliases: [], task: thread.task ?? '', thread: own, ...(name !== undefined && { type: name }) };
      const tool = tree.toolOf(id);
      if (tool !== undefined && main.talk.hasStep(tool)) main.talk.agent(tool, run);
      else stray.push(run);
    }
    const ambiguous = tree.placed.filter(({ usage }) => usage?.ambiguous).length;
    const requested = tree.placed.filter(({ kind, span }) => kind === 'call' && serviceTierOf(span.attributes).isRequested).length;
    const first = (name: string): string | undefined =>
      this.#spans.map(({ attributes }) => asText(attributes[name])).find((text) => text !== undefined);
    return sessionBody(
      {
        format: 'otlp',
        id: first('gen_ai.conversation.id') ?? first('session.id') ?? first('langfuse.session.id') ?? asText(this.#spans[0]?.traceId),
        agent: first('gen_ai.agent.name') ?? first('service.name'),
        version: first('service.version'),
        task: main.task,
        main: main.talk.build(),
        strayAgents: stray,
        warnings: [
          ...warnings,
          ...(ambiguous > 0 ? [ambiguousCache(ambiguous)] : []),
          ...(requested > 0 ? [requestedTier(requested)] : []),
        ],
      },
      source,
    );
  }
}

/** Collects one context: every call waits for the tools that follow it, which are the ones it asked for. */
class ThreadReader {
  readonly talk = new Conversation();
  task: string | undefined;
  #waiting: { placed: Placed; tools: Placed[] } | undefined;
  #shown = 0;

  take(placed: Placed): void {
    if (placed.kind === 'tool' && this.#waiting) this.#waiting.tools.push(placed);
    else if (placed.kind === 'tool') this.#tool(placed);
    else if (placed.kind === 'prompt') {
      this.#flush();
      const text = asText(placed.span.attributes['prompt']) ?? '';
      this.task ??= text || undefined;
      this.talk.user(text, placed.span.source, { at: placed.span.startedAt, byPerson: true });
    } else {
      this.#flush();
      this.#messages(placed.span);
      this.#waiting = { placed, tools: [] };
    }
  }

  end(): ReturnType<Conversation['build']> {
    this.#flush();
    return this.talk.build();
  }

  /** What was put into the prompt since the call before; the answers and results among it are known already. */
  #messages(span: Span): void {
    const messages = inputMessages(span.attributes);
    for (const { role, text } of messages.slice(this.#shown)) {
      if (!/^(?:user|human|system|developer)$/.test(role) || text === '') continue;
      const byPerson = /^(?:user|human)$/.test(role);
      if (byPerson) this.task ??= text;
      this.talk.user(text, span.source, { at: span.startedAt, byPerson });
    }
    this.#shown = Math.max(this.#shown, messages.length);
  }

  #flush(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#waiting = undefined;
    const { span, usage, billId } = waiting.placed;
    const { attributes } = span;
    const text = outputText(attributes);
    const failed = span.failed || /error$/.test(span.name);
    const { tier } = serviceTierOf(attributes);
    this.talk.call(
      {
        billId,
        source: span.source,
        at: span.startedAt,
        durationMs: asNumber(attributes['duration_ms']) ?? durationOf(span),
        provider: providerOf(attributes),
        model: modelOf(attributes),
        usage: usage?.usage,
        rawUsage: rawUsageOf(attributes),
        loggedUsd: costOf(attributes),
        serving: tier === undefined ? {} : { tier },
        free: failed && !usage,
        stop: failed ? 'error' : waiting.tools.length > 0 ? 'tool' : 'end',
        error: failed
          ? firstLine(span.error ?? asText(attributes['error']) ?? asText(attributes['error_message']) ?? 'the request failed')
          : undefined,
        content: contentOf({ text }),
        text,
      },
      waiting.tools.map(toolCall),
    );
    for (const tool of waiting.tools) this.#tool(tool);
  }

  #tool(placed: Placed): void {
    const { span } = placed;
    const { attributes } = span;
    const call = toolCall(placed);
    const text = plainText(
      attributes['gen_ai.tool.call.result'] ??
        attributes['gen_ai.output'] ??
        attributes['output.value'] ??
        attributes['gcp.vertex.agent.tool_response'] ??
        attributes['traceloop.entity.output'] ??
        attributes['ai.toolCall.result'] ??
        attributes['langfuse.output'],
    );
    const failed =
      span.failed || attributes['success'] === false || attributes['success'] === 'false' || asText(attributes['error.type']) !== undefined;
    const error = failed ? (asText(attributes['error']) ?? span.error ?? asText(attributes['error.type'])) : undefined;
    if (!this.talk.hasStep(call.id)) this.talk.looseStep(call, span.source);
    const durationMs = asNumber(attributes['duration_ms']) ?? durationOf(span);
    this.talk.result(
      call.id,
      call.name,
      resultBody(text, span.source, { at: span.endedAt ?? span.startedAt, isError: failed, error, durationMs }),
    );
  }
}

function toolCall({ span }: Placed): ToolCall {
  const { attributes, name } = span;
  const args =
    attributes['gen_ai.tool.call.arguments'] ??
    attributes['gen_ai.tool.args'] ??
    attributes['function_args'] ??
    attributes['tool_parameters'] ??
    attributes['gcp.vertex.agent.tool_call_args'] ??
    attributes['input.value'] ??
    attributes['traceloop.entity.input'] ??
    attributes['ai.toolCall.args'] ??
    attributes['langfuse.input'];
  const named =
    asText(attributes['gen_ai.tool.name']) ??
    asText(attributes['function_name']) ??
    asText(attributes['tool_name']) ??
    asText(attributes['ai.toolCall.name']);
  return { id: span.id, name: named ?? name.replace(/^execute_tool /, '').replace(/\.tool$/, ''), args };
}

function durationOf({ startedAt, endedAt }: Span): number | undefined {
  return startedAt === undefined || endedAt === undefined || endedAt < startedAt ? undefined : endedAt - startedAt;
}

/** The model that answered; the one that was asked for where that is not told. */
function modelOf(attributes: JsonRecord): string | undefined {
  return ['gen_ai.response.model', 'gen_ai.request.model', 'llm.model_name', 'ai.response.model', 'ai.model.id', 'model', 'langfuse.model']
    .map((name) => asText(attributes[name]))
    .find((model) => model !== undefined);
}

function providerOf(attributes: JsonRecord): string | undefined {
  const stated = asText(attributes['gen_ai.provider.name']) ?? asText(attributes['gen_ai.system']) ?? asText(attributes['llm.provider']);
  // Frameworks name themselves here; they serve no model.
  if (stated === undefined || stated === 'gcp.vertex.agent' || stated === 'langchain') return undefined;
  return stated;
}

function costOf(attributes: JsonRecord): ReturnType<typeof loggedUsd> {
  const whole = ['gen_ai.usage.cost', 'llm.cost.total', 'cost_usd', 'operation.cost', 'langfuse.cost']
    .map((name) => asNumber(attributes[name]))
    .find((usd) => usd !== undefined);
  if (whole !== undefined) return loggedUsd(whole);
  const [input, output] = [loggedUsd(attributes['gen_ai.usage.input_cost']), loggedUsd(attributes['gen_ai.usage.output_cost'])];
  return input === undefined && output === undefined ? undefined : (input ?? 0n) + (output ?? 0n);
}

function rawUsageOf(attributes: JsonRecord): Json {
  const own = Object.entries(attributes).filter(
    ([name]) => /usage|token_count|_tokens$/.test(name) && asRecord(attributes[name]) === undefined,
  );
  return Object.fromEntries(own) as Json;
}

function ambiguousCache(calls: number): Warning {
  const message = `${calls} calls do not tell whether their input includes its cached part; it was taken to, as the convention says`;
  return { code: 'ambiguous-cache', message };
}

function requestedTier(calls: number): Warning {
  const message = `${calls} calls asked for a service tier and were answered with "default"; they are priced by the tier that was asked for`;
  return { code: 'requested-tier', message };
}
