import { PbfWriter } from 'pbf';
import { asList, asRecord } from '../../../src/core/readers/json.ts';

export type Raw = Readonly<Record<string, unknown>>;

/** Writes the JSON form of OTLP as protobuf, by the field numbers of its published schema. */
export function encodeOtlp(document: Raw): Uint8Array {
  const writer = new PbfWriter();
  for (const batch of list(document, 'resourceSpans')) writer.writeMessage(1, writeBatch, batch);
  return new Uint8Array(writer.finish());
}

function writeBatch(batch: Raw, writer: PbfWriter): void {
  writer.writeMessage(
    1,
    (own: Raw, w) => list(own, 'attributes').forEach((pair) => w.writeMessage(1, writePair, pair)),
    record(batch['resource']),
  );
  for (const scope of list(batch, 'scopeSpans')) {
    writer.writeMessage(2, (own: Raw, w) => list(own, 'spans').forEach((span) => w.writeMessage(2, writeSpan, span)), scope);
  }
}

function writeSpan(span: Raw, writer: PbfWriter): void {
  writer.writeBytesField(1, bytesOf(span['traceId']));
  writer.writeBytesField(2, bytesOf(span['spanId']));
  if (span['parentSpanId']) writer.writeBytesField(4, bytesOf(span['parentSpanId']));
  writer.writeStringField(5, String(span['name']));
  writer.writeVarintField(6, 1);
  writer.writeFixed64Field(7, Number(span['startTimeUnixNano']));
  writer.writeFixed64Field(8, Number(span['endTimeUnixNano']));
  for (const pair of list(span, 'attributes')) writer.writeMessage(9, writePair, pair);
  const status = asRecord(span['status']);
  if (!status) return;
  const write = (own: Raw, w: PbfWriter): void => {
    if (typeof own['message'] === 'string') w.writeStringField(2, own['message']);
    if (own['code']) w.writeVarintField(3, Number(own['code']));
  };
  writer.writeMessage(15, write, status);
}

export function writePair(pair: Raw, writer: PbfWriter): void {
  writer.writeStringField(1, String(pair['key']));
  writer.writeMessage(2, writeValue, record(pair['value']));
}

function writeValue(value: Raw, writer: PbfWriter): void {
  if ('stringValue' in value) writer.writeStringField(1, String(value['stringValue']));
  if ('boolValue' in value) writer.writeBooleanField(2, value['boolValue'] === true);
  if ('intValue' in value) writer.writeVarintField(3, Number(value['intValue']));
  if ('doubleValue' in value) writer.writeDoubleField(4, Number(value['doubleValue']));
  if ('arrayValue' in value) {
    writer.writeMessage(
      5,
      (own: Raw, w) => list(own, 'values').forEach((inner) => w.writeMessage(1, writeValue, inner)),
      record(value['arrayValue']),
    );
  }
}

export function list(holder: Raw, name: string): Raw[] {
  return asList(holder[name]).map(record);
}

function record(value: unknown): Raw {
  return asRecord(value) ?? {};
}

function bytesOf(hex: unknown): Uint8Array {
  return Uint8Array.from(String(hex).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** A document whose ids are the hexadecimal digits of bytes, as they are in OTLP's JSON, whatever they were. */
export function withBinaryIds(document: Raw): Raw {
  const text = JSON.stringify(document).replaceAll(
    /"(traceId|spanId|parentSpanId)":"([^"]+)"/g,
    (_, name: string, id: string) => `"${name}":"${Buffer.from(id).toString('hex')}"`,
  );
  return JSON.parse(text) as Raw;
}
