import { splitWhole } from '../../session/money.ts';
import type { AgentRun, Json, Session, Source, SourcePointer, Usage, Warning } from '../../session/session.ts';
import { allocatedUsage, allocateUsage, type CallSize } from '../allocateUsage.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type Call } from '../conversation.ts';
import { inclusiveUsage } from '../inclusiveUsage.ts';
import { asCount, asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { nameOf, sessionBody } from '../sessionBody.ts';
import { readBlocks } from '../text.ts';

/** Reads one trajectory. A step of the agent is one call with its tool calls and their results; prompt_tokens includes cached_tokens. */
export function readAtif(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const record = asRecord(value);
  const agent = asRecord(record?.['agent']);
  const id = asText(record?.['session_id']);
  const talk = new Conversation();
  const bare: { call: Call; size: CallSize }[] = [];
  let prompt = 0;
  let measured = 0;
  let task: string | undefined;
  asList(record?.['steps']).forEach((item, i) => {
    const step = asRecord(item);
    if (!step) return;
    const here = pointer(place, 'steps', i);
    const at = asTime(step['timestamp']);
    const { text, images } = readBlocks(step['message']);
    if (step['source'] === 'agent') {
      // Steps that a trajectory copied from the one it continues were billed there.
      const copied = step['is_copied_context'] === true;
      const call = readCall(talk, step, {
        text,
        at,
        source: here,
        copied,
        model: asText(agent?.['model_name']),
        bill: `${id ?? nameOf(source.path)}:${i}`,
      });
      const outputChars = (call.content ?? []).reduce((sum, { chars }) => sum + chars, 0);
      if (call.usage) measured++;
      else if (!copied) bare.push({ call, size: { promptChars: prompt, outputChars } });
      prompt += outputChars;
    } else {
      const byPerson = step['source'] === 'user';
      if (byPerson) task ??= text;
      prompt += text.length;
      talk.user(text, here, { at, byPerson, images });
    }
    prompt += readResults(talk, step, at, here, i);
  });
  const allocated = measured === 0 ? allocate(record, bare) : [];
  return sessionBody(
    {
      format: 'atif',
      id,
      agent: asText(agent?.['name']),
      version: asText(agent?.['version']),
      task,
      main: talk.build(),
      warnings: [...warnings, ...allocated],
    },
    source,
  );
}

interface StepFacts {
  text: string;
  at: number | undefined;
  source: SourcePointer;
  copied: boolean;
  model: string | undefined;
  bill: string;
}

function readCall(talk: Conversation, step: JsonRecord, { text, at, source, copied, model, bill }: StepFacts): Call {
  const metrics = asRecord(step['metrics']);
  const tools = asList(step['tool_calls']).flatMap((item, i) => {
    const call = asRecord(item);
    return call
      ? [{ id: asText(call['tool_call_id']) ?? `${bill}-${i}`, name: asText(call['function_name']) ?? '', args: call['arguments'] }]
      : [];
  });
  return talk.call(
    {
      billId: bill,
      source,
      at,
      model: asText(step['model_name']) ?? model,
      usage: copied ? undefined : readUsage(metrics),
      rawUsage: metrics as Json | undefined,
      loggedUsd: copied ? undefined : loggedUsd(metrics?.['cost_usd']),
      free: copied,
      stop: tools.length > 0 ? 'tool' : 'end',
      content: contentOf({ text, thinking: asText(step['reasoning_content']) }),
      text,
    },
    tools,
  );
}

function readUsage(metrics: JsonRecord | undefined): Usage | undefined {
  const extra = asRecord(metrics?.['extra']);
  return inclusiveUsage({
    prompt: asCount(metrics?.['prompt_tokens']),
    cacheRead: asCount(metrics?.['cached_tokens']),
    cacheWrite: asCount(extra?.['cache_creation_input_tokens']),
    output: asCount(metrics?.['completion_tokens']),
    reasoning: asCount(extra?.['reasoning_tokens']),
  });
}

/** Adds the results of a step's observation, and the sub-agents that it names. Returns their characters. */
function readResults(talk: Conversation, step: JsonRecord, at: number | undefined, source: SourcePointer, index: number): number {
  const only = asList(step['tool_calls']).length === 1 ? asText(asRecord(asList(step['tool_calls'])[0])?.['tool_call_id']) : undefined;
  let chars = 0;
  asList(asRecord(step['observation'])?.['results']).forEach((item, i) => {
    const result = asRecord(item);
    if (!result) return;
    const { text, images } = readBlocks(result['content']);
    const id = asText(result['source_call_id']) ?? only;
    chars += text.length;
    const references = asList(result['subagent_trajectory_ref']).map(asRecord);
    if (id === undefined) {
      if (text !== '') talk.user(text, source, { at, byPerson: false, images });
      return;
    }
    talk.result(id, undefined, resultBody(text, source, { at, images }));
    const child = references.find((reference) => reference !== undefined);
    if (child) talk.agent(id, agentRun(child, `${index}-${i}`));
  });
  return chars;
}

function agentRun(reference: JsonRecord, fallback: string): AgentRun {
  const id = asText(reference['session_id']) ?? asText(reference['trajectory_id']);
  const path = asText(reference['trajectory_path']);
  const aliases = [id, path === undefined ? undefined : nameOf(path)].filter((alias) => alias !== undefined);
  return { id: id ?? path ?? fallback, aliases, task: '' };
}

/** Where no step has metrics, the totals of the whole run are allocated. */
function allocate(record: JsonRecord | undefined, bare: readonly { call: Call; size: CallSize }[]): Warning[] {
  const total = asRecord(record?.['final_metrics']);
  const cached = asCount(total?.['total_cached_tokens']);
  const prompt = asCount(total?.['total_prompt_tokens']);
  const output = asCount(total?.['total_completion_tokens']);
  if (bare.length === 0 || prompt + output === 0) return [];
  const cacheRead = Math.min(cached, prompt);
  const shares = allocateUsage(
    bare.map(({ size }) => size),
    { input: prompt - cacheRead, cacheRead, output },
  );
  const usd = loggedUsd(total?.['total_cost_usd']);
  const parts =
    usd === undefined
      ? []
      : splitWhole(
          Number(usd / 1_000_000_000n),
          bare.map(({ size }) => size.promptChars + size.outputChars),
        );
  bare.forEach(({ call }, i) => {
    call.usage = shares[i];
    if (usd !== undefined) call.loggedUsd = BigInt(parts[i] ?? 0) * 1_000_000_000n + (i === 0 ? usd % 1_000_000_000n : 0n);
  });
  return [allocatedUsage('the trajectory records the tokens of the whole run only')];
}
