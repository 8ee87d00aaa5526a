import type { Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { contentOf } from '../callBody.ts';
import { Conversation } from '../conversation.ts';
import { asList, asNumber, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { resultBody } from '../resultBody.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine } from '../text.ts';
import { textOfResult } from './textOfResult.ts';

/** Reads an exported chat. Every round of a request is a call; what it used is not told. */
export function readChat(value: unknown, place: RecordPlace, source: Source, warnings: readonly Warning[]): Session {
  const record = asRecord(value);
  const talk = new Conversation();
  let task: string | undefined;
  let version: string | undefined;
  asList(record?.['requests']).forEach((item, i) => {
    const request = asRecord(item);
    if (!request) return;
    const here = pointer(place, 'requests', i);
    const at = asTime(request['timestamp']);
    const asked = asText(asRecord(request['message'])?.['text']) ?? asText(request['message']) ?? '';
    task ??= asked || undefined;
    version ??= asText(asRecord(request['agent'])?.['extensionVersion']);
    talk.user(asked, here, { at, byPerson: true });
    readRequest(talk, request, { at, source: here, place, path: ['requests', i] });
  });
  return sessionBody(
    {
      format: 'vscode-chat',
      id: asText(record?.['sessionId']),
      version,
      task,
      startedAt: asTime(record?.['creationDate']),
      endedAt: asTime(record?.['lastMessageDate']),
      main: talk.build(),
      warnings: [...warnings],
    },
    source,
  );
}

interface Where {
  at: number | undefined;
  source: SourcePointer;
  place: RecordPlace;
  path: (string | number)[];
}

function readRequest(talk: Conversation, request: JsonRecord, { at, source, place, path }: Where): void {
  const id = asText(request['requestId']) ?? `line-${source.line}`;
  const model = asText(request['modelId'])?.replace(/^copilot\//, '');
  const provider = asText(request['modelId'])?.startsWith('copilot/') ? 'github-copilot' : undefined;
  const result = asRecord(request['result']);
  const metadata = asRecord(result?.['metadata']);
  const results = asRecord(metadata?.['toolCallResults']) ?? {};
  const rounds = asList(metadata?.['toolCallRounds']).map(asRecord);
  const problem = asText(asRecord(result?.['errorDetails'])?.['message']);
  rounds.forEach((round, i) => {
    if (!round) return;
    const here = pointer(place, ...path, 'result', 'metadata', 'toolCallRounds', i);
    const text = asText(round['response']) ?? '';
    const tools = asList(round['toolCalls']).flatMap((item, j) => {
      const call = asRecord(item);
      return call ? [{ id: asText(call['id']) ?? `${id}-${i}-${j}`, name: asText(call['name']) ?? '', args: call['arguments'] }] : [];
    });
    const thinking = asText(asRecord(round['thinking'])?.['text']);
    const time = asNumber(round['timestamp']) ?? at;
    const billId = `${id}:${asText(round['id']) ?? i}`;
    talk.call(
      {
        billId,
        source: here,
        at: time,
        model,
        provider,
        stop: tools.length > 0 ? 'tool' : 'end',
        content: contentOf({ text, thinking }),
        text,
      },
      tools,
    );
    for (const { id: tool } of tools) {
      if (results[tool] === undefined) continue;
      const { text: shown, images } = textOfResult(results[tool]);
      talk.result(tool, undefined, resultBody(shown, pointer(place, ...path, 'result', 'metadata', 'toolCallResults', tool), { images }));
    }
  });
  if (rounds.length === 0 && problem === undefined) {
    const text = asList(request['response'])
      .map((part) => asText(asRecord(part)?.['value']) ?? '')
      .join('');
    const stop = request['isCanceled'] === true ? 'aborted' : 'end';
    if (text !== '' || stop === 'aborted') talk.call({ billId: id, source, at, model, provider, stop, content: contentOf({ text }), text });
  } else if (problem !== undefined) {
    talk.call({
      billId: `${id}:error`,
      source,
      at,
      model,
      provider,
      free: true,
      stop: request['isCanceled'] === true ? 'aborted' : 'error',
      error: firstLine(problem),
    });
  }
}
