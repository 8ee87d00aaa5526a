import type { Outcome, Session, Source, Warning } from '../../session/session.ts';
import { Conversation } from '../conversation.ts';
import { asList, asRecord, asText, type JsonRecord } from '../json.ts';
import { jsonText } from '../jsonText.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { sessionBody } from '../sessionBody.ts';
import { firstLine } from '../text.ts';
import { RunReader, type RunEnd } from './runReader.ts';

interface Run {
  record: JsonRecord | undefined;
  /** Where the list of events stands in the record. */
  path: string[];
  events: readonly unknown[];
  place: RecordPlace;
}

/** Reads all runs of one source. An evaluation's output holds many: each is a context of its own in the one thread. */
export class OpenHandsReader implements SessionReader {
  readonly #runs: Run[] = [];
  readonly #texts = new Set<string>();

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    const list = ['history', 'trajectory', 'events'].find((name) => Array.isArray(record?.[name]));
    if (Array.isArray(value)) this.#runs.push({ record: undefined, path: [], events: value as unknown[], place });
    else if (record && list) {
      // An evaluation that is taken up again may write a run that is there already.
      const text = jsonText(record);
      if (text !== '' && this.#texts.has(text)) return;
      this.#texts.add(text);
      this.#runs.push({ record, path: [list], events: asList(record[list]), place });
    } else if (record) this.#runs.push({ record: undefined, path: [], events: [{ ...record, place }], place });
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const talk = new Conversation();
    const ends: RunEnd[] = [];
    let reader: RunReader | undefined;
    this.#runs.forEach((run, i) => {
      const isWhole = run.path.length > 0 || run.events.length !== 1;
      if (isWhole || !reader) {
        if (reader) ends.push(reader.end());
        talk.startAnew();
        reader = new RunReader(talk, run.record, asText(run.record?.['instance_id']) ?? `run-${i}`);
      }
      run.events.forEach((event, j) => reader?.event(asRecord(event), run.place, [...run.path, j]));
    });
    if (reader) ends.push(reader.end());
    const several: Warning[] =
      ends.length < 2
        ? []
        : [
            {
              code: 'several-runs',
              message: `the file holds ${ends.length} runs that have nothing to do with each other; they are shown one after another`,
            },
          ];
    const first = asRecord(this.#runs[0]?.record);
    return sessionBody(
      {
        format: 'openhands',
        id: ends.length > 1 ? undefined : asText(first?.['instance_id']),
        task: ends.find(({ task }) => task !== undefined)?.task,
        main: talk.build(),
        outcome: ends.length === 1 ? runOutcome(first) : undefined,
        warnings: [...warnings, ...several, ...ends.flatMap(({ warnings: own }) => own)],
      },
      source,
    );
  }
}

/** An evaluation's report judges the run; an error ended it. */
function runOutcome(record: JsonRecord | undefined): Outcome | undefined {
  const resolved = asRecord(asRecord(record?.['test_result'])?.['report'])?.['resolved'];
  if (typeof resolved === 'boolean')
    return { result: resolved ? 'success' : 'failure', evidence: [`the evaluation's report says "resolved": ${resolved}`] };
  const error = asText(record?.['error']);
  return error === undefined ? undefined : { result: 'failure', evidence: [`the run ended with "${firstLine(error).slice(0, 80)}"`] };
}
