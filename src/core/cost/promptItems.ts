import type { Content, Entry, LlmCall, ToolStep } from '../session/session.ts';
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

/** Tool steps among some entries of a thread by the call that asked for them. */
export interface ToolIndex {
  /** The step that each piece of the call's content started, by the place of the piece; undefined for those that started none. */
  stepsOf(call: LlmCall): readonly (ToolStep | undefined)[];
  /** True where the step's arguments are part of a call's content and thus enter the context there. */
  isAnnounced(step: ToolStep): boolean;
}

/** The entries are those of a thread that follow one another. */
export function indexTools(entries: readonly Entry[]): ToolIndex {
  const start = entries[0]?.index ?? 0;
  const [byCall, unclaimed] = [new Map<number, ToolStep[]>(), new Map<string, ToolStep[]>()];
  for (const entry of entries) {
    if (entry.kind !== 'tool') continue;
    if (entry.callIndex < 0) listIn(unclaimed, entry.toolCallId, entry);
    else listIn(byCall, entry.callIndex, entry);
  }
  const steps: Steps[] = [];
  const announced = new Set<ToolStep>();
  for (const entry of entries) {
    const own = entry.kind === 'llm' ? stepsOf(entry, byCall.get(entry.index), unclaimed) : NO_STEPS;
    steps.push(own);
    for (const step of own) if (step && step.callIndex < 0) announced.add(step);
  }
  return new IndexedTools(start, steps, announced);
}

type Steps = readonly (ToolStep | undefined)[];

const NO_STEPS: Steps = [];

class IndexedTools implements ToolIndex {
  readonly #start: number;
  /** By the place of the entry behind the start. */
  readonly #steps: readonly Steps[];
  /** Steps that are announced by a call which they do not name. */
  readonly #announced: ReadonlySet<ToolStep>;

  constructor(start: number, steps: readonly Steps[], announced: ReadonlySet<ToolStep>) {
    this.#start = start;
    this.#steps = steps;
    this.#announced = announced;
  }

  stepsOf({ index }: LlmCall): Steps {
    return this.#steps[index - this.#start] ?? NO_STEPS;
  }

  isAnnounced(step: ToolStep): boolean {
    if (step.callIndex < 0) return this.#announced.has(step);
    return this.#steps[step.callIndex - this.#start]?.includes(step) === true;
  }
}

function stepsOf(call: LlmCall, claimed: readonly ToolStep[] | undefined, unclaimed: ReadonlyMap<string, readonly ToolStep[]>): Steps {
  if (!claimed && unclaimed.size === 0) return NO_STEPS;
  return call.content.map(({ toolCallId }) => {
    if (toolCallId === undefined) return undefined;
    const own = claimed?.find((step) => step.toolCallId === toolCallId);
    return own ?? unclaimed.get(toolCallId)?.find((step) => step.index > call.index);
  });
}

function listIn<Key>(map: Map<Key, ToolStep[]>, key: Key, step: ToolStep): void {
  const list = map.get(key);
  if (list) list.push(step);
  else map.set(key, [step]);
}

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
