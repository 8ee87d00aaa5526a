import { hasSpans } from './otlp/spansOf.ts';
import { OtlpReader } from './otlp/otlpReader.ts';
import type { SessionFormat } from './reader.ts';

/**
 * OpenTelemetry traces and events as JSON, in any envelope: OTLP, Tempo, Jaeger, Langfuse, SDK and file exporters. Which is which is told
 * by structure, and only records that speak of models are taken for a session.
 */
export const otlp: SessionFormat = {
  id: 'otlp',
  label: 'OpenTelemetry',
  isDocument: true,
  recognise: (records) => (records.some(hasSpans) ? 0.6 : 0),
  createReader: () => new OtlpReader(),
};
