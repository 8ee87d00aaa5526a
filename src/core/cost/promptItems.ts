import type { Content, LlmCall, ToolStep } from '../session/session.ts';
import type { SegmentOwner } from './attributedSession.ts';
import type { ToolIndex } from './toolIndex.ts';

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

/** What a call's answer adds to later prompts: its text and thinking as one piece, each tool call's arguments as pieces of their own. */
export function itemsOfAnswer(call: LlmCall, tools: ToolIndex): PromptItem[] {
  const items: PromptItem[] = [];
  const steps = tools.stepsOf(call);
  let own = 0;
  call.content.forEach((content, i) => {
    const step = steps[i];
    if (step) items.push({ owner: { kind: 'tool', entry: step }, part: 'arguments', weight: Math.max(1, content.chars) });
    else own += charsOf(content);
  });
  if (own > 0) items.unshift({ owner: { kind: 'llm', entry: call }, part: 'whole', weight: own });
  return items;
}

/** The sum of the weights of itemsOfAnswer. */
export function weightOfAnswer(call: LlmCall, tools: ToolIndex): number {
  const steps = tools.stepsOf(call);
  return call.content.reduce((sum, content, i) => sum + (steps[i] ? Math.max(1, content.chars) : charsOf(content)), 0);
}

function charsOf(content: Content): number {
  return content.kind === 'image' ? IMAGE_CHARS : content.chars;
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
  const steps = tools.stepsOf(call);
  return call.content.map((content, i) => {
    const step = steps[i];
    const owner: SegmentOwner = step ? { kind: 'tool', entry: step } : { kind: 'llm', entry: call };
    return { owner, weight: Math.max(1, charsOf(content)), thinking: content.kind === 'thinking' };
  });
}
