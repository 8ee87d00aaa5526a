import type { LlmCall, Thread, ToolStep } from '../session/session.ts';
import type { SegmentOwner } from './attributedSession.ts';

/** A piece of the prompt with one owner. A tool step owns two: the arguments that the model wrote, and the result. */
export interface PromptItem {
  owner: SegmentOwner;
  part: 'whole' | 'arguments' | 'result';
  /** What growth is divided by: characters, an image counting IMAGE_CHARS. At least 1. */
  weight: number;
}

/**
 * Weight of an image, in characters. Providers charge by pixels (Anthropic: width x height / 750, at most about 1,600 tokens after its
 * down-scaling), sources do not tell the size, and screenshots reach the limit: 1,600 tokens at 4 characters each.
 */
export const IMAGE_CHARS = 6_400;

/** Tool steps of a thread by the call that asked for them. */
export interface ToolIndex {
  stepOf(callIndex: number, toolCallId: string): ToolStep | undefined;
  /** True where the step's arguments are part of a call's content and thus enter the context there. */
  isAnnounced(step: ToolStep): boolean;
}

export function indexTools(thread: Thread): ToolIndex {
  const byId = new Map<string, ToolStep[]>();
  for (const entry of thread.entries) {
    if (entry.kind !== 'tool') continue;
    const steps = byId.get(entry.toolCallId);
    if (steps) steps.push(entry);
    else byId.set(entry.toolCallId, [entry]);
  }
  const stepOf = (callIndex: number, toolCallId: string): ToolStep | undefined => {
    const steps = byId.get(toolCallId);
    return steps?.find((step) => step.callIndex === callIndex) ?? steps?.find((step) => step.callIndex < 0 && step.index > callIndex);
  };
  const announced = new Set<ToolStep>();
  for (const entry of thread.entries) {
    if (entry.kind !== 'llm') continue;
    for (const { toolCallId } of entry.content) {
      const step = toolCallId === undefined ? undefined : stepOf(entry.index, toolCallId);
      if (step) announced.add(step);
    }
  }
  return { stepOf, isAnnounced: (step) => announced.has(step) };
}

/** What a call's answer adds to later prompts: its text and thinking as one piece, each tool call's arguments as pieces of their own. */
export function itemsOfAnswer(call: LlmCall, tools: ToolIndex): PromptItem[] {
  const items: PromptItem[] = [];
  let own = 0;
  for (const content of call.content) {
    const step = content.toolCallId === undefined ? undefined : tools.stepOf(call.index, content.toolCallId);
    if (step)
      items.push({
        owner: { kind: 'tool', entry: step },
        part: 'arguments',
        weight: Math.max(1, content.chars),
      });
    else own += content.kind === 'image' ? IMAGE_CHARS : content.chars;
  }
  if (own > 0)
    items.unshift({
      owner: { kind: 'llm', entry: call },
      part: 'whole',
      weight: own,
    });
  return items;
}

export function itemsOfTool(step: ToolStep, tools: ToolIndex): PromptItem[] {
  const owner: SegmentOwner = { kind: 'tool', entry: step };
  const items: PromptItem[] = [];
  if (!tools.isAnnounced(step))
    items.push({
      owner,
      part: 'arguments',
      weight: Math.max(1, step.argsChars),
    });
  if (step.result)
    items.push({
      owner,
      part: 'result',
      weight: Math.max(1, step.result.chars + step.result.images * IMAGE_CHARS),
    });
  return items;
}

/** One call's output tokens by block: what each owner wrote. The parts add up to `output`. */
export function splitWeights(call: LlmCall, tools: ToolIndex): { owner: SegmentOwner; weight: number; thinking: boolean }[] {
  return call.content.map((content) => {
    const step = content.toolCallId === undefined ? undefined : tools.stepOf(call.index, content.toolCallId);
    const owner: SegmentOwner = step ? { kind: 'tool', entry: step } : { kind: 'llm', entry: call };
    return {
      owner,
      weight: Math.max(1, content.kind === 'image' ? IMAGE_CHARS : content.chars),
      thinking: content.kind === 'thinking',
    };
  });
}
