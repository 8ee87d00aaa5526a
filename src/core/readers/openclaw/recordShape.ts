import type { Detail } from '../reader.ts';
import { objectShape, repeats, WHOLE } from '../scan/shape.ts';
import type { Shape } from '../scan/shape.ts';

/** What OpenclawReader reads of a record. In "figures" texts of messages and results are only measured. */
export function recordShape(detail: Detail): Shape {
  return SHAPES[detail];
}

function shapeFor(detail: Detail): Shape {
  const text: Shape = { sized: detail === 'figures' };
  const block: Shape = {
    object: objectShape(
      { type: repeats(), text, thinking: text, thinkingSignature: text, id: WHOLE, name: repeats(), arguments: WHOLE, content: WHOLE },
      () => ({
        type: undefined,
        text: undefined,
        thinking: undefined,
        thinkingSignature: undefined,
        id: undefined,
        name: undefined,
        arguments: undefined,
        content: undefined,
      }),
    ),
  };
  const details = objectShape({ status: repeats(), error: WHOLE, exitCode: WHOLE, durationMs: WHOLE, childSessionKey: WHOLE }, () => ({
    status: undefined,
    error: undefined,
    exitCode: undefined,
    durationMs: undefined,
    childSessionKey: undefined,
  }));
  const message = objectShape(
    {
      role: repeats(),
      timestamp: WHOLE,
      content: { ...text, items: block },
      provider: repeats(),
      model: repeats(),
      responseId: WHOLE,
      stopReason: repeats(),
      errorMessage: WHOLE,
      usage: WHOLE,
      toolCallId: WHOLE,
      toolName: repeats(),
      isError: WHOLE,
      details: { object: details },
      summary: WHOLE,
      command: WHOLE,
      output: WHOLE,
      exitCode: WHOLE,
      cancelled: WHOLE,
    },
    () => ({
      role: undefined,
      timestamp: undefined,
      content: undefined,
      provider: undefined,
      model: undefined,
      responseId: undefined,
      stopReason: undefined,
      errorMessage: undefined,
      usage: undefined,
      toolCallId: undefined,
      toolName: undefined,
      isError: undefined,
      details: undefined,
      summary: undefined,
      command: undefined,
      output: undefined,
      exitCode: undefined,
      cancelled: undefined,
    }),
  );
  return {
    object: objectShape(
      {
        type: repeats(),
        id: WHOLE,
        parentId: WHOLE,
        timestamp: WHOLE,
        message: { object: message },
        customType: repeats(),
        data: WHOLE,
        content: WHOLE,
        summary: WHOLE,
        tokensBefore: WHOLE,
        firstKeptEntryId: WHOLE,
        firstKeptEntryIndex: WHOLE,
        version: WHOLE,
        cwd: WHOLE,
        parentSession: WHOLE,
      },
      () => ({
        type: undefined,
        id: undefined,
        parentId: undefined,
        timestamp: undefined,
        message: undefined,
        customType: undefined,
        data: undefined,
        content: undefined,
        summary: undefined,
        tokensBefore: undefined,
        firstKeptEntryId: undefined,
        firstKeptEntryIndex: undefined,
        version: undefined,
        cwd: undefined,
        parentSession: undefined,
      }),
    ),
  };
}

const SHAPES: Readonly<Record<Detail, Shape>> = { figures: shapeFor('figures'), whole: shapeFor('whole') };
