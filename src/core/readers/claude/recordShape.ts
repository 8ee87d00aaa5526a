import type { JsonRecord } from '../json.ts';
import type { Detail } from '../reader.ts';
import { objectShape, repeats, WHOLE } from '../scan/shape.ts';
import type { Shape } from '../scan/shape.ts';

/** Blocks of which the members below are all that is read. Any other comes whole: its size is that of its JSON text. */
const KNOWN_BLOCKS: ReadonlySet<unknown> = new Set(['text', 'thinking', 'redacted_thinking', 'tool_use', 'tool_result', 'image']);
const KNOWN_PARTS: ReadonlySet<unknown> = new Set(['text', 'image']);

const SIZED: Shape = { sized: true };

/** What ClaudeReader reads of a record. In "figures" texts of answers, too, are only measured. */
export function recordShape(detail: Detail): Shape {
  return SHAPES[detail];
}

function shapeFor(detail: Detail): Shape {
  const text: Shape = { sized: detail === 'figures' };
  const part: Shape = {
    object: objectShape(
      { type: repeats(), text: SIZED },
      () => ({ type: undefined, text: undefined }),
      ({ type }: JsonRecord) => KNOWN_PARTS.has(type),
    ),
  };
  const block: Shape = {
    object: objectShape(
      {
        type: repeats(),
        text,
        thinking: SIZED,
        signature: SIZED,
        data: SIZED,
        id: WHOLE,
        name: repeats(),
        input: WHOLE,
        tool_use_id: WHOLE,
        is_error: WHOLE,
        content: { ...SIZED, items: part },
      },
      () => ({
        type: undefined,
        text: undefined,
        thinking: undefined,
        signature: undefined,
        data: undefined,
        id: undefined,
        name: undefined,
        input: undefined,
        tool_use_id: undefined,
        is_error: undefined,
        content: undefined,
      }),
      ({ type }) => KNOWN_BLOCKS.has(type),
    ),
  };
  const message: Shape = {
    object: objectShape(
      { id: repeats(), model: repeats(), stop_reason: repeats(), content: { items: block }, usage: detail === 'figures' ? usage() : WHOLE },
      () => ({ id: undefined, model: undefined, stop_reason: undefined, content: undefined, usage: undefined }),
    ),
  };
  const record: Shape = recordOf(message, WHOLE);
  const progress = objectShape(
    { type: repeats(), agentId: repeats(), prompt: repeats(), normalizedMessages: { items: record }, message: record },
    () => ({ type: undefined, agentId: undefined, prompt: undefined, normalizedMessages: undefined, message: undefined }),
  );
  return recordOf(message, { object: progress });
}

function recordOf(message: Shape, data: Shape): Shape {
  const result = objectShape(
    {
      agentId: WHOLE,
      prompt: WHOLE,
      status: repeats(),
      interrupted: WHOLE,
      wasInterrupted: WHOLE,
      durationMs: WHOLE,
      totalDurationMs: WHOLE,
    },
    () => ({
      agentId: undefined,
      prompt: undefined,
      status: undefined,
      interrupted: undefined,
      wasInterrupted: undefined,
      durationMs: undefined,
      totalDurationMs: undefined,
    }),
  );
  return {
    object: objectShape(
      {
        type: repeats(),
        subtype: repeats(),
        sessionId: repeats(),
        cwd: repeats(),
        version: repeats(),
        agentId: repeats(),
        timestamp: WHOLE,
        uuid: WHOLE,
        parentUuid: WHOLE,
        logicalParentUuid: WHOLE,
        isSidechain: WHOLE,
        isMeta: WHOLE,
        isCompactSummary: WHOLE,
        isVisibleInTranscriptOnly: WHOLE,
        isApiErrorMessage: WHOLE,
        error: WHOLE,
        parentToolUseID: WHOLE,
        compactMetadata: WHOLE,
        attachment: WHOLE,
        message,
        toolUseResult: { object: result, items: NOTHING },
        data,
      },
      () => ({
        type: undefined,
        subtype: undefined,
        sessionId: undefined,
        cwd: undefined,
        version: undefined,
        agentId: undefined,
        timestamp: undefined,
        uuid: undefined,
        parentUuid: undefined,
        logicalParentUuid: undefined,
        isSidechain: undefined,
        isMeta: undefined,
        isCompactSummary: undefined,
        isVisibleInTranscriptOnly: undefined,
        isApiErrorMessage: undefined,
        error: undefined,
        parentToolUseID: undefined,
        compactMetadata: undefined,
        attachment: undefined,
        message: undefined,
        toolUseResult: undefined,
        data: undefined,
      }),
    ),
  };
}

/** The structured result of some tools is a list, of which nothing is read. */
const NOTHING: Shape = { sized: true, object: objectShape({}, () => ({})) };

function usage(): Shape {
  const split = objectShape({ ephemeral_5m_input_tokens: WHOLE, ephemeral_1h_input_tokens: WHOLE }, () => ({
    ephemeral_5m_input_tokens: undefined,
    ephemeral_1h_input_tokens: undefined,
  }));
  return {
    object: objectShape(
      {
        input_tokens: WHOLE,
        output_tokens: WHOLE,
        cache_read_input_tokens: WHOLE,
        cache_creation_input_tokens: WHOLE,
        cache_creation: { object: split },
        server_tool_use: WHOLE,
        iterations: WHOLE,
        speed: repeats(),
        service_tier: repeats(),
        inference_geo: repeats(),
      },
      () => ({
        input_tokens: undefined,
        output_tokens: undefined,
        cache_read_input_tokens: undefined,
        cache_creation_input_tokens: undefined,
        cache_creation: undefined,
        server_tool_use: undefined,
        iterations: undefined,
        speed: undefined,
        service_tier: undefined,
        inference_geo: undefined,
      }),
    ),
  };
}

const SHAPES: Readonly<Record<Detail, Shape>> = { figures: shapeFor('figures'), whole: shapeFor('whole') };
