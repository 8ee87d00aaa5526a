import { findWholeText } from '../../core/readers/findWholeText.ts';
import { LINE_LIMIT } from '../../core/readers/jsonLines.ts';
import { readRecords } from '../../core/readers/readRecords.ts';
import { cutText } from '../../core/readers/text.ts';
import { resultHash } from '../../core/session/resultHash.ts';
import { toolStepsOf } from '../../core/session/walk.ts';
import type { Session, SourcePointer, ToolStep } from '../../core/session/session.ts';
import { UnreadableFile } from '../../platform/readChunks.ts';
import { readRange } from '../../platform/readRange.ts';
import { DETAIL_CHARS } from '../../protocol/stepDetail.ts';
import type { DetailText, StepDetail } from '../../protocol/stepDetail.ts';
import type { StepDetailRequest } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';
import { findStep } from '../stepIndex.ts';
import type { IndexedStep, StepIndex } from '../stepIndex.ts';

/**
 * What a step says in full. Its records are read from their places and handed to the format's own reader; where they are no longer what
 * they were, or say nothing alone (a part of a JSON document), the session is read again and its own copy of the step is given.
 */
export async function stepDetail(request: StepDetailRequest, { signal }: CallContext, store: SessionStore): Promise<StepDetail> {
  const { path, settings } = request;
  const limit = Math.min(DETAIL_CHARS.most, Math.max(0, request.maxChars ?? DETAIL_CHARS.usual));
  const index = await store.stepsOf(path, settings, signal);
  if (index.kind !== 'steps') throw new Error(`${path}: ${index.reason}`);
  const step = findStep(index, request.step);
  if (!step) throw new Error(`${path}: there is no such step`);
  const detail = await detailFromRecords(index, step, limit);
  if (detail) return detail;
  const file = await store.get(path, settings, signal);
  if (file.kind !== 'session') throw new Error(`${path}: ${file.reason}`);
  return detailFromSession(index, step, file.analyzed.attributed.session, limit);
}

/** Undefined where the records are gone, have changed, or are not enough to tell. */
async function detailFromRecords(index: StepIndex, step: IndexedStep, limit: number): Promise<StepDetail | undefined> {
  const { tool } = step;
  if (!tool) return saidDetail(index, step, limit);
  const call = await readRecord(index, step.source);
  const source = index.sources[step.source.source];
  if (!call || !source) return undefined;
  const apart = tool.result && !isSamePlace(tool.result.source, step.source);
  const result = apart && tool.result ? await readRecord(index, tool.result.source) : call;
  if (!result) return undefined;
  const session = readRecords(source.format, source.path, apart ? [call, result] : [call]);
  const found = session && [...toolStepsOf(session)].find((candidate) => isSameStep(candidate, step));
  return found && toolDetail(index, step, found, result, limit);
}

async function detailFromSession(index: StepIndex, step: IndexedStep, session: Session, limit: number): Promise<StepDetail> {
  const found = [...toolStepsOf(session)].find((candidate) => isSameStep(candidate, step) && isSamePlace(candidate.source, step.source));
  if (!found) return saidDetail(index, step, limit);
  return toolDetail(index, step, found, found.result && (await readRecord(index, found.result.source)), limit);
}

function isSameStep(candidate: ToolStep, { name, tool }: IndexedStep): boolean {
  return (
    candidate.toolCallId === tool?.id &&
    candidate.name === name &&
    candidate.argsChars === tool.argsChars &&
    (candidate.result && resultHash(candidate.result)) === tool.result?.hash
  );
}

function toolDetail(index: StepIndex, step: IndexedStep, found: ToolStep, record: Uint8Array | undefined, limit: number): StepDetail {
  const args = argumentText(found);
  const detail: StepDetail = { kind: 'tool', name: step.name, toolCallId: found.toolCallId };
  if (args !== '') detail.args = detailText(index, step.source, args, args.length, limit);
  const { result } = found;
  if (!result || !step.tool?.result) return detail;
  // The model keeps the beginning of very long texts only.
  const whole = result.text.length < result.chars && result.text.length < limit && record ? wholeText(record, result.text) : undefined;
  detail.result = detailText(index, step.tool.result.source, whole ?? result.text, result.chars, limit);
  return detail;
}

async function saidDetail(index: StepIndex, step: IndexedStep, limit: number): Promise<StepDetail> {
  const { kind, name, said, source } = step;
  if (!said || said.chars === 0) return { kind, name };
  const record = said.text.length < said.chars ? await readRecord(index, source) : undefined;
  const whole = record && wholeText(record, said.text);
  return { kind, name, result: detailText(index, source, whole ?? said.text, whole?.length ?? said.chars, limit) };
}

function argumentText({ args }: ToolStep): string {
  if (args === null) return '';
  return typeof args === 'string' ? args : JSON.stringify(args, null, 2);
}

function wholeText(record: Uint8Array, beginning: string): string | undefined {
  try {
    return findWholeText(JSON.parse(Buffer.from(record).toString('utf8')), beginning);
  } catch {
    return undefined;
  }
}

function detailText(
  index: StepIndex,
  { source, line, offset, length }: SourcePointer,
  text: string,
  chars: number,
  limit: number,
): DetailText {
  return {
    text: cutText(text, limit),
    chars: Math.max(chars, text.length),
    at: { path: index.sources[source]?.path ?? '', line, offset, length },
  };
}

async function readRecord(index: StepIndex, { source, offset, length }: SourcePointer): Promise<Uint8Array | undefined> {
  const file = index.sources[source];
  if (!file || length > LINE_LIMIT) return undefined;
  try {
    const bytes = await readRange(file.path, offset, length);
    return bytes.length === length ? bytes : undefined;
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}

function isSamePlace(a: SourcePointer, b: SourcePointer): boolean {
  return a.source === b.source && a.offset === b.offset;
}
