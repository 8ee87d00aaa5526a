import { splitWhole, toUsd } from '../../session/money.ts';
import type { Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { allocatedUsage, allocateUsage, type CallSize } from '../allocateUsage.ts';
import { contentOf } from '../callBody.ts';
import { Conversation, type Call } from '../conversation.ts';
import { asCount, asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { loggedUsd } from '../loggedUsd.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { exitOutcome } from '../outcome/exitOutcome.ts';
import { nameOf, sessionBody } from '../sessionBody.ts';
import { readBlocks } from '../text.ts';

/** Commands that SWE-agent adds to its shell; everything else is the shell's. */
const COMMANDS =
  /^(?:open|goto|scroll_up|scroll_down|create|edit|insert|append|submit|search_dir|search_file|find_file|str_replace_editor|set_cursors|view_image|exit_forfeit)\b/;

/**
 * Reads one trajectory of SWE-agent. It tells tokens and dollars of the whole run only: both are allocated to the calls by the sizes of
 * prompts and answers, and marked so. The model is seldom named: then there is no price either.
 */
export function readSweAgent(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const record = asRecord(value);
  const talk = new Conversation();
  const calls: Call[] = [];
  const sizes: CallSize[] = [];
  const model = modelOf(record);
  let task: string | undefined;
  let prompt = 0;
  const history = asList(record?.['history']);
  for (const [i, item] of history.entries()) {
    const message = asRecord(item);
    if (message?.['role'] === 'assistant' && message['is_demo'] !== true) break;
    const { text } = readBlocks(message?.['content']);
    if (text === '') continue;
    const isAsked = message?.['role'] === 'user' && message['is_demo'] !== true;
    if (isAsked) task ??= text;
    prompt += text.length;
    talk.user(text, pointer(place, 'history', i), { byPerson: isAsked });
  }
  const steps = asList(record?.['trajectory']).map(asRecord);
  steps.forEach((step, i) => {
    if (!step) return;
    const here = pointer(place, 'trajectory', i);
    const response = asText(step['response']) ?? asText(step['thought']) ?? '';
    const action = (asText(step['action']) ?? '').trim();
    // A step without an answer was not asked of the model: the harness submitted, or ran out of budget.
    if (response === '' && action === '') return;
    const id = `step-${i}`;
    sizes.push({ promptChars: prompt, outputChars: response.length });
    calls.push(
      talk.call(
        {
          billId: `${nameOf(source.path)}:${i}`,
          source: here,
          model,
          content: contentOf({ text: response }),
          text: response,
          stop: action === '' ? 'end' : 'tool',
        },
        action === '' ? [] : [{ id, name: COMMANDS.exec(action)?.[0] ?? 'bash', args: { command: action } }],
      ),
    );
    const observation = readObservation(step, here);
    if (action !== '') talk.result(id, undefined, observation);
    prompt += response.length + observation.chars;
  });
  const allocated = allocate(record, calls, sizes);
  return sessionBody(
    {
      format: 'swe-agent',
      id: undefined,
      task,
      cwd: workingFolder(steps[0]),
      main: talk.build(),
      outcome: exitOutcome(asText(asRecord(record?.['info'])?.['exit_status'])),
      warnings: [...warnings, ...allocated],
    },
    source,
  );
}

function readObservation(step: JsonRecord, source: SourcePointer): ReturnType<typeof resultBody> {
  const text = asText(step['observation']) ?? '';
  const seconds = asNumber(step['execution_time']);
  return resultBody(text, source, { durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000) });
}

function allocate(record: JsonRecord | undefined, calls: readonly Call[], sizes: readonly CallSize[]): Warning[] {
  const stats = asRecord(asRecord(record?.['info'])?.['model_stats']);
  const input = asCount(stats?.['tokens_sent']);
  const output = asCount(stats?.['tokens_received']);
  allocateUsage(sizes, { input, output }).forEach((usage, i) => {
    const call = calls[i];
    if (call && usage) call.usage = usage;
  });
  const usd = loggedUsd(stats?.['instance_cost']) ?? loggedUsd(stats?.['total_cost']);
  if (usd !== undefined) {
    // In micro-dollars, which numbers hold exactly; what is below them goes to the first call.
    const micros = Number(usd / 1_000_000_000n);
    const shares = splitWhole(
      micros,
      sizes.map(({ promptChars, outputChars }) => promptChars + outputChars),
    );
    calls.forEach((call, i) => {
      const rest = i === 0 ? usd % 1_000_000_000n : 0n;
      call.loggedUsd = BigInt(shares[i] ?? 0) * 1_000_000_000n + rest;
    });
  }
  if (input + output === 0 && usd === undefined) return [];
  const told = usd === undefined ? '' : ` and $${toUsd(usd)}`;
  return [allocatedUsage(`SWE-agent records ${input} tokens sent, ${output} received${told} for the whole run`)];
}

function modelOf(record: JsonRecord | undefined): string | undefined {
  const config = record?.['replay_config'];
  const parsed = typeof config === 'string' ? parse(config) : config;
  const name = asText(asRecord(asRecord(asRecord(parsed)?.['agent'])?.['model'])?.['name']);
  return name === 'replay' || name === 'human' ? undefined : name;
}

function workingFolder(step: JsonRecord | undefined): string | undefined {
  const state = step?.['state'];
  return asText(asRecord(typeof state === 'string' ? parse(state) : state)?.['working_dir']);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
