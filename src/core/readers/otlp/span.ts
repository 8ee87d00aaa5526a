import type { SourcePointer } from '../../session/session.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';

/** A span, or an event that stands for one, whatever envelope it came in. Attributes are plain values under their names. */
export interface Span {
  traceId: string;
  id: string;
  parentId: string | undefined;
  name: string;
  attributes: JsonRecord;
  startedAt: number | undefined;
  endedAt: number | undefined;
  failed: boolean;
  error: string | undefined;
  source: SourcePointer;
}

/** A time in milliseconds from any of the spellings: nano-, micro- or milliseconds as number or digits, [seconds, nanos], ISO. */
export function timeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) {
    const [seconds, nanos] = value as unknown[];
    return typeof seconds === 'number' && typeof nanos === 'number' ? Math.floor(seconds * 1000 + nanos / 1e6) : undefined;
  }
  if (typeof value === 'string' && /^\d{10,20}$/.test(value)) return scaled(Number(value));
  return typeof value === 'number' ? scaled(value) : asTime(value);
}

function scaled(time: number): number | undefined {
  if (!Number.isFinite(time) || time <= 0) return undefined;
  if (time > 1e17) return Math.floor(time / 1e6);
  if (time > 1e14) return Math.floor(time / 1e3);
  return time > 1e11 ? Math.floor(time) : Math.floor(time * 1000);
}

/** Attributes from OTLP's list of typed values, Jaeger's list of tags, a list of pairs, or a plain object. */
export function attributesOf(raw: unknown): JsonRecord {
  const plain = asRecord(raw);
  if (plain) return plain;
  const pairs: [string, unknown][] = [];
  for (const item of asList(raw)) {
    if (Array.isArray(item) && typeof item[0] === 'string') pairs.push([item[0], item[1]]);
    const attribute = asRecord(item);
    const key = asText(attribute?.['key']);
    if (attribute && key !== undefined) pairs.push([key, 'type' in attribute ? attribute['value'] : valueOf(attribute['value'], 0)]);
  }
  return Object.fromEntries(pairs);
}

function valueOf(raw: unknown, depth: number): unknown {
  const value = asRecord(raw);
  if (!value || depth > 20) return raw;
  if ('stringValue' in value) return value['stringValue'];
  // Protobuf's 64-bit integers are strings in JSON; some exporters write numbers.
  if ('intValue' in value) return typeof value['intValue'] === 'string' ? Number(value['intValue']) : value['intValue'];
  if ('doubleValue' in value) return value['doubleValue'];
  if ('boolValue' in value) return value['boolValue'];
  if ('arrayValue' in value) return asList(asRecord(value['arrayValue'])?.['values']).map((item) => valueOf(item, depth + 1));
  if ('kvlistValue' in value) {
    const pairs = asList(asRecord(value['kvlistValue'])?.['values']).map(asRecord);
    return Object.fromEntries(pairs.map((pair) => [asText(pair?.['key']) ?? '', valueOf(pair?.['value'], depth + 1)]));
  }
  return raw;
}
