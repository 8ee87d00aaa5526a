import type { AgentRun, Outcome, Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { callsOf } from '../../session/walk.ts';
import { ClaudeReader } from '../claude/claudeReader.ts';
import { COMPACTION_NOT_LOGGED } from '../claude/compactionCalls.ts';
import { asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { jsonText } from '../jsonText.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { unloggedCalls, type Bill } from './unloggedCalls.ts';
import { asTranscript, unwrap } from './streamRecord.ts';

/**
 * Reads a stream of the Agent SDK. The messages are those of a transcript and read as such. The record at the end of each run tells what
 * was billed for every model: what the messages do not show of it is added as calls apart, so that the sum is the bill.
 */
export class ClaudeStreamReader implements SessionReader {
  readonly #reader = new ClaudeReader('whole');
  readonly #bills: Bill[] = [];
  readonly #errors: Warning[] = [];
  #sessionId: string | undefined;
  #last: string | null = null;
  #lastAnswer = 0;
  #unbilled: SourcePointer | undefined;
  /** Of the last run, where its end is recorded. */
  #outcome: Outcome | undefined;
  readonly #ends = new Set<string>();

  record(value: unknown, place: RecordPlace): void {
    const record = unwrap(value);
    if (!record) return;
    this.#sessionId ??= asText(record['session_id']);
    const source = pointer(place);
    if (record['type'] === 'result') return this.#result(record, source);
    const link = { uuid: `line-${place.line}`, parentUuid: this.#last, sessionId: this.#sessionId ?? '' };
    const line = asTranscript(record, link);
    if (!line) return;
    if (line['type'] !== 'progress') this.#last = link.uuid;
    if (record['type'] === 'assistant') {
      this.#lastAnswer = place.line;
      this.#unbilled = source;
      this.#outcome = undefined;
    }
    this.#reader.record(line, source);
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const read = this.#reader.session(source, warnings);
    const session: Session = { ...read, format: 'claude-stream', ...(this.#sessionId !== undefined && { id: this.#sessionId }) };
    const unlogged = unloggedCalls([...callsOf(session)], this.#bills);
    const run: AgentRun[] =
      unlogged.length === 0
        ? []
        : [
            {
              id: 'unlogged',
              aliases: [],
              type: 'unlogged',
              task: 'what was billed and is in no message: titles, compactions, final counts',
              thread: { entries: unlogged },
            },
          ];
    const ended: Warning[] = this.#unbilled
      ? [
          {
            code: 'output-lower-bound',
            message:
              'the last run has no result record, which tells what was billed: output tokens of its calls are those of unfinished messages',
            at: this.#unbilled,
          },
        ]
      : [];
    // A run's bill covers its compactions; where it is missing, that is said already.
    const told = session.warnings.filter(({ code }) => code !== COMPACTION_NOT_LOGGED);
    return {
      ...session,
      strayAgents: [...session.strayAgents, ...run],
      ...(this.#outcome && { outcome: this.#outcome }),
      warnings: [...told, ...this.#errors, ...ended],
    };
  }

  #result(record: JsonRecord, source: SourcePointer): void {
    // The same end told again is no second run: its identity, times and costs are all the same.
    const end = jsonText(record);
    if (end !== '' && this.#ends.has(end)) return;
    this.#ends.add(end);
    this.#unbilled = undefined;
    const models = asRecord(record['modelUsage']);
    if (models) this.#bills.push({ models, untilLine: this.#lastAnswer, source, at: asTime(record['timestamp']) });
    // `success` only says that the last run came to its end.
    this.#outcome =
      record['is_error'] === true
        ? { result: 'failure', evidence: [`the last run ended with "${asText(record['subtype']) ?? 'error'}"`] }
        : undefined;
    if (record['is_error'] === true && this.#errors.length < 20) {
      const kind = asText(record['subtype']) ?? 'error';
      this.#errors.push({ code: 'run-failed', message: `the run that ends in line ${source.line} failed: ${kind}`, at: source });
    }
  }
}
