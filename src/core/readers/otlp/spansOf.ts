import { asList, asNumber, asRecord, asText, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace } from '../reader.ts';
import { jsonText } from '../jsonText.ts';
import { parsed } from './spanText.ts';
import { attributesOf, timeOf, type Span } from './span.ts';

const NOWHERE: RecordPlace = { line: 1, offset: 0, length: 0 };

/** Names that only spans of models and agents bear. */
const ABOUT_MODELS = /^(?:gen_ai\.|llm\.|ai\.(?:model|usage|toolCall)|openinference\.|traceloop\.|gcp\.vertex\.agent)/;
const EVENTS = /^(?:gemini_cli|claude_code|qwen-code|gen_ai|codex)\./;

/** True where a record is an envelope with spans or events that speak of models. */
export function hasSpans(value: unknown): boolean {
  return spansOf(value, NOWHERE).some(
    ({ name, attributes }) => EVENTS.test(name) || Object.keys(attributes).some((key) => ABOUT_MODELS.test(key)),
  );
}

/** All spans and events of one record, in the order of the file. Empty for a record of another kind. */
export function spansOf(value: unknown, place: RecordPlace): Span[] {
  if (Array.isArray(value)) return value.flatMap((item) => (asRecord(item) ? spansOf(item, place) : []));
  const record = asRecord(value);
  if (!record) return [];
  const inner = asRecord(record['trace']);
  for (const [holder, prefix] of [
    [record, []],
    [inner, ['trace']],
  ] as const) {
    for (const name of ['resourceSpans', 'resource_spans', 'batches', 'resourceLogs']) {
      if (holder && Array.isArray(holder[name])) return otlpSpans(asList(holder[name]), place, [...prefix, name]);
    }
  }
  if (Array.isArray(record['observations']))
    return asList(record['observations']).flatMap((item, i) => langfuseSpan(asRecord(item), place, i));
  const traces = asList(record['data']).map(asRecord);
  if (traces.some((trace) => Array.isArray(trace?.['spans']))) {
    return traces.flatMap((trace, i) =>
      asList(trace?.['spans']).flatMap((item, j) => plainSpan(asRecord(item), place, ['data', i, 'spans', j])),
    );
  }
  if (Array.isArray(record['spans'])) return asList(record['spans']).flatMap((item, i) => plainSpan(asRecord(item), place, ['spans', i]));
  return plainSpan(record, place, []);
}

function otlpSpans(batches: readonly unknown[], place: RecordPlace, path: (string | number)[]): Span[] {
  return batches.flatMap((item, i) => {
    const batch = asRecord(item);
    const resource = attributesOf(asRecord(batch?.['resource'])?.['attributes']);
    return ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans', 'scopeLogs'].flatMap((name) =>
      asList(batch?.[name]).flatMap((scope, j) =>
        ['spans', 'logRecords'].flatMap((list) =>
          asList(asRecord(scope)?.[list]).flatMap((span, k) => plainSpan(asRecord(span), place, [...path, i, name, j, list, k], resource)),
        ),
      ),
    );
  });
}

/** A span as OTLP, Jaeger and the SDKs of Python and Node write it, or a log record that is an event. */
function plainSpan(span: JsonRecord | undefined, place: RecordPlace, path: (string | number)[], resource: JsonRecord = {}): Span[] {
  if (!span) return [];
  const context = asRecord(span['context']) ?? asRecord(span['_spanContext']) ?? asRecord(span['spanContext']);
  const attributes = { ...resource, ...attributesOf(span['attributes'] ?? span['tags']) };
  const event = asText(attributes['event.name']) ?? asText(span['eventName']);
  const name = asText(span['name']) ?? asText(span['operationName']) ?? event;
  const id = idOf(span['spanId'] ?? span['spanID'] ?? span['span_id'] ?? context?.['span_id'] ?? context?.['spanId'] ?? span['id']);
  if (name === undefined || (id === undefined && event === undefined) || !(span['attributes'] ?? span['tags'])) return [];
  const status = asRecord(span['status']);
  const code = status?.['code'] ?? status?.['status_code'];
  const source = pointer(place, ...path);
  const startedAt = timeOf(
    span['startTimeUnixNano'] ??
      span['start_time_unix_nano'] ??
      span['startTime'] ??
      span['start_time'] ??
      span['timeUnixNano'] ??
      span['hrTime'] ??
      span['timestamp'],
  );
  const duration = asNumber(span['duration']);
  const endedAt =
    timeOf(span['endTimeUnixNano'] ?? span['end_time_unix_nano'] ?? span['endTime'] ?? span['end_time']) ??
    // Jaeger and Node count microseconds.
    (startedAt === undefined || duration === undefined ? undefined : startedAt + Math.round(duration / 1000));
  const failed = code === 2 || /error$/i.test(asText(code) ?? '') || attributes['error'] === true;
  return [
    {
      traceId: idOf(span['traceId'] ?? span['traceID'] ?? span['trace_id'] ?? context?.['trace_id'] ?? context?.['traceId']) ?? '',
      // Several events share the span they happened in: each is its own here.
      id: event !== undefined ? `event-${source.line}-${source.offset}-${path.join('.')}` : (id ?? ''),
      parentId: event !== undefined ? id : parentOf(span),
      name: event ?? name,
      attributes,
      startedAt,
      endedAt,
      failed,
      error: asText(status?.['message']) ?? asText(status?.['description']) ?? asText(attributes['exception.message']),
      source,
    },
  ];
}

function parentOf(span: JsonRecord): string | undefined {
  const parent = asRecord(span['parent']) ?? asRecord(span['parentSpanContext']);
  const child = asList(span['references'])
    .map(asRecord)
    .find((reference) => reference?.['refType'] === 'CHILD_OF');
  return idOf(
    span['parentSpanId'] ??
      span['parent_span_id'] ??
      parent?.['span_id'] ??
      parent?.['spanId'] ??
      child?.['spanID'] ??
      span['parentId'] ??
      span['parent_id'],
  );
}

/** An observation of Langfuse, which keeps what the span said under its metadata, and its own reading of it beside. */
function langfuseSpan(item: JsonRecord | undefined, place: RecordPlace, index: number): Span[] {
  const id = idOf(item?.['id']);
  if (!item || id === undefined) return [];
  const usage = asRecord(item['usageDetails']) ?? asRecord(item['usage']);
  const metadata = asRecord(parsed(item['metadata']));
  const own: [string, unknown][] = [
    ['langfuse.type', item['type']],
    ['langfuse.input', item['input']],
    ['langfuse.output', item['output']],
    ['langfuse.model', item['model']],
    ['langfuse.usage.input', usage?.['input']],
    ['langfuse.usage.output', usage?.['output']],
    ['langfuse.usage.total', usage?.['total']],
    ['langfuse.cost', asRecord(item['costDetails'])?.['total']],
  ];
  const known = own.filter(([, value]) => value !== undefined && value !== null);
  return [
    {
      traceId: idOf(item['traceId']) ?? '',
      id,
      parentId: idOf(item['parentObservationId']),
      name: asText(item['name']) ?? '',
      attributes: { ...attributesOf(parsed(metadata?.['attributes'])), ...Object.fromEntries(known) },
      startedAt: timeOf(item['startTime']),
      endedAt: timeOf(item['endTime']),
      failed: item['level'] === 'ERROR',
      error: asText(item['statusMessage']),
      source: pointer(place, 'observations', index),
    },
  ];
}

function idOf(value: unknown): string | undefined {
  return typeof value === 'number' ? jsonText(value) : asText(value);
}
