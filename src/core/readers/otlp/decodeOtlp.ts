import { PbfReader } from 'pbf';

/** A message of a binary OTLP file, in the shape that its JSON has, and where it stood. */
export interface OtlpMessage {
  value: { resourceSpans: unknown[] };
  offset: number;
  length: number;
}

/** Deeper than any attribute that a program writes. */
const DEEPEST = 50;

/**
 * Reads OpenTelemetry's TracesData, LogsData or export requests in protobuf (opentelemetry-proto 1.x): one message, or several of which
 * each has its length before it, as four bytes (the collector's file exporter) or as a varint (what protobuf libraries write). Undefined
 * for bytes that are none of these. `cut` tells that the last message is not whole.
 */
export function decodeOtlp(bytes: Uint8Array): { messages: OtlpMessage[]; cut: boolean } | undefined {
  for (const frames of [wholeFile, fixedFrames, varintFrames]) {
    try {
      const messages: OtlpMessage[] = [];
      let cut = false;
      for (const [offset, end] of frames(bytes)) {
        const isCut = end > bytes.length;
        // Of the last message not even one resource may be there yet: those before it are whole all the same.
        if (isCut && messages.length > 0 && !hasWholeResource(bytes.subarray(offset))) {
          cut = true;
          break;
        }
        const decoded = decodeMessage(bytes.subarray(offset, Math.min(end, bytes.length)));
        cut ||= decoded.cut || isCut;
        if (decoded.resourceSpans.length > 0)
          messages.push({ value: { resourceSpans: decoded.resourceSpans }, offset, length: Math.min(end, bytes.length) - offset });
      }
      if (messages.length > 0) return { messages, cut };
    } catch {
      // Not framed in this way.
    }
  }
  return undefined;
}

type Frame = [offset: number, end: number];

function* wholeFile(bytes: Uint8Array): Generator<Frame> {
  yield [0, bytes.length];
}

function* fixedFrames(bytes: Uint8Array): Generator<Frame> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    // Of the last length itself a part may be missing.
    const end = at + 4 + (at + 4 <= bytes.length ? view.getUint32(at) : 0);
    yield [Math.min(at + 4, bytes.length), end];
    at = end;
  }
}

function* varintFrames(bytes: Uint8Array): Generator<Frame> {
  const reader = new PbfReader(bytes);
  while (reader.pos < bytes.length) {
    const length = readLength(reader);
    const end = length === undefined ? bytes.length + 1 : reader.pos + length;
    yield [reader.pos, end];
    reader.pos = end;
  }
}

/** A length at the reader's place; undefined, with the reader at the end, where its last bytes are missing. */
function readLength(reader: PbfReader): number | undefined {
  const { buf, pos, length } = reader;
  if (buf.subarray(pos, length).some((byte) => byte < 0x80)) return reader.readVarint();
  reader.pos = length;
  return undefined;
}

function hasWholeResource(bytes: Uint8Array): boolean {
  const reader = new PbfReader(bytes);
  if (bytes[reader.pos++] !== 0x0a) return false;
  const length = readLength(reader);
  return length !== undefined && reader.pos + length <= bytes.length;
}

/** The messages of resources that are whole. Throws for what is no such message. */
function decodeMessage(bytes: Uint8Array): { resourceSpans: unknown[]; cut: boolean } {
  const reader = new PbfReader(bytes);
  const resourceSpans: unknown[] = [];
  while (reader.pos < bytes.length) {
    const tag = reader.readVarint();
    // The one field of all of them is the list of resources.
    if (tag !== 0x0a) throw new RangeError('no OTLP message');
    const length = readLength(reader);
    const end = (length ?? Infinity) + reader.pos;
    if (end > bytes.length) {
      if (resourceSpans.length === 0) throw new RangeError('no whole resource');
      return { resourceSpans, cut: true };
    }
    resourceSpans.push(fields(reader, end, { 1: ['resource', resource], 2: ['scopeSpans[]', scope], 3: ['schemaUrl', text] }));
    reader.pos = end;
  }
  return { resourceSpans, cut: false };
}

/** Reads the value of a field at the reader's place; `depth` counts the values inside values. */
type Read = (reader: PbfReader, depth: number) => unknown;

/** Field number -> name, with [] for a list, and how it is read. */
type Fields = Readonly<Record<number, readonly [name: string, read: Read]>>;

/** The named fields of a message that ends at `end`; others are passed over. Throws where the bytes do not add up. */
function fields(reader: PbfReader, end: number, known: Fields, depth = 0): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  if (end > reader.length || depth > DEEPEST) throw new RangeError('a message beyond its bounds');
  while (reader.pos < end) {
    const tag = reader.readVarint();
    const field = known[tag >> 3];
    if (tag >> 3 === 0) throw new RangeError('no field');
    if (!field) {
      reader.skip(tag);
      continue;
    }
    const [name, read] = field;
    reader.type = tag & 7;
    const value = read(reader, depth);
    if (!name.endsWith('[]')) message[name] = value;
    else ((message[name.slice(0, -2)] ??= []) as unknown[]).push(value);
  }
  if (reader.pos !== end) throw new RangeError('a field beyond its message');
  return message;
}

function inner(known: Fields): Read {
  return (reader, depth) => {
    expectType(reader, 2);
    return fields(reader, reader.readVarint() + reader.pos, known, depth + 1);
  };
}

function expectType(reader: PbfReader, type: number): void {
  if (reader.type !== type) throw new RangeError('a field of another type');
}

const text: Read = (reader) => {
  expectType(reader, 2);
  return reader.readString();
};

const hex: Read = (reader) => {
  expectType(reader, 2);
  return [...reader.readBytes()].map((byte) => byte.toString(16).padStart(2, '0')).join('') || undefined;
};

const whole: Read = (reader) => {
  expectType(reader, 0);
  return reader.readVarint(true);
};

/** Nanoseconds since the epoch; to a microsecond, since they are more than a double holds. */
const nanos: Read = (reader) => {
  expectType(reader, 1);
  return reader.readFixed64();
};

const anyValue: Read = (reader, depth) =>
  inner({
    1: ['stringValue', text],
    2: ['boolValue', (own) => own.readBoolean()],
    3: ['intValue', whole],
    4: ['doubleValue', (own) => own.readDouble()],
    5: ['arrayValue', inner({ 1: ['values[]', anyValue] })],
    6: ['kvlistValue', inner({ 1: ['values[]', keyValue] })],
  })(reader, depth);

const keyValue: Read = (reader, depth) => inner({ 1: ['key', text], 2: ['value', anyValue] })(reader, depth);

const resource = inner({ 1: ['attributes[]', keyValue] });

const SPAN: Fields = {
  1: ['traceId', hex],
  2: ['spanId', hex],
  4: ['parentSpanId', hex],
  5: ['name', text],
  7: ['startTimeUnixNano', nanos],
  8: ['endTimeUnixNano', nanos],
  9: ['attributes[]', keyValue],
  15: ['status', inner({ 2: ['message', text], 3: ['code', whole] })],
};

const LOG_RECORD: Fields = {
  1: ['timeUnixNano', nanos],
  5: ['body', anyValue],
  6: ['attributes[]', keyValue],
  9: ['traceId', hex],
  10: ['spanId', hex],
  12: ['eventName', text],
};

/** Spans and log records stand in the same envelope; a record begins with a time, or has none, and a span with the id of its trace. */
const item: Read = (reader, depth) => {
  expectType(reader, 2);
  const end = reader.readVarint() + reader.pos;
  const isSpan = reader.buf[reader.pos] === 0x0a;
  return fields(reader, end, isSpan ? SPAN : LOG_RECORD, depth + 1);
};

const scope: Read = (reader, depth) => inner({ 2: ['spans[]', item] })(reader, depth);
