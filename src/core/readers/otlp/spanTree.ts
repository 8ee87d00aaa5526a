import { asText } from '../json.ts';
import type { Span } from './span.ts';
import { kindOf, type SpanKind } from './spanKind.ts';
import { usageOf, type SpanUsage } from './usage.ts';

/** A span that is a step, with the agent whose context it belongs to ('' for the first). */
export interface Placed {
  span: Span;
  kind: Exclude<SpanKind, 'agent' | 'other'>;
  usage: SpanUsage | undefined;
  billId: string;
  agent: string;
}

/**
 * The spans by descent. The same request often stands on several nested spans, each with its usage: only the innermost counts, and none on
 * an agent's own span, which sums up its calls.
 */
export class SpanTree {
  readonly #byId = new Map<string, Span>();
  readonly #withUsageBelow = new Set<string>();
  readonly placed: Placed[];

  constructor(spans: readonly Span[]) {
    for (const span of spans) if (!this.#byId.has(span.id)) this.#byId.set(span.id, span);
    const usages = new Map<Span, SpanUsage>();
    for (const span of spans) {
      const usage = kindOf(span) === 'call' ? usageOf(span.attributes) : undefined;
      if (!usage) continue;
      usages.set(span, usage);
      for (const ancestor of this.#ancestors(span)) this.#withUsageBelow.add(ancestor.id);
    }
    this.placed = this.#place(spans, usages);
  }

  span(id: string): Span | undefined {
    return this.#byId.get(id);
  }

  /** The tool span in which an agent was started. */
  toolOf(agentId: string): string | undefined {
    const span = this.#byId.get(agentId);
    return span && this.#ancestors(span).find((ancestor) => kindOf(ancestor) === 'tool')?.id;
  }

  #place(spans: readonly Span[], usages: ReadonlyMap<Span, SpanUsage>): Placed[] {
    const placed: Placed[] = [];
    const bills = new Set<string>();
    // Gemini CLI tells each response twice; the event of its own has the cached part and the thoughts.
    const hasResponses = spans.some(({ name }) => /\.api_response$/.test(name));
    for (const span of [...spans].sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))) {
      const kind = kindOf(span);
      const usage = usages.get(span);
      if (kind === 'agent' || kind === 'other') continue;
      if (kind === 'call' && this.#withUsageBelow.has(span.id)) continue;
      if (kind === 'call' && !usage && !isFailedCall(span)) continue;
      if (hasResponses && /inference\.operation\.details$/.test(span.name)) continue;
      const response = asText(span.attributes['gen_ai.response.id']);
      const billId = response ?? `${span.traceId}:${span.id}`;
      // An exporter that had no answer sends its spans once more.
      if (kind === 'call' && bills.has(billId)) continue;
      bills.add(billId);
      placed.push({ span, kind, usage, billId, agent: this.#agentOf(span) });
    }
    return placed;
  }

  /** The nearest agent above, where it is another than the outermost; '' for the outermost or none. */
  #agentOf(span: Span): string {
    const agents = this.#ancestors(span).filter((ancestor) => kindOf(ancestor) === 'agent');
    const name = (agent: Span | undefined): string => asText(agent?.attributes['gen_ai.agent.name']) ?? agent?.name ?? '';
    const [nearest, outermost] = [agents[0], agents.at(-1)];
    if (!nearest || !outermost || name(nearest) === name(outermost)) return '';
    // Frames of one agent inside each other bear one name: its outermost frame stands for it.
    return (agents.findLast((agent) => name(agent) === name(nearest)) ?? nearest).id;
  }

  #ancestors(span: Span): Span[] {
    const found: Span[] = [];
    const seen = new Set([span.id]);
    let parent = span.parentId;
    while (parent !== undefined && !seen.has(parent)) {
      seen.add(parent);
      const ancestor = this.#byId.get(parent);
      if (!ancestor) break;
      found.push(ancestor);
      parent = ancestor.parentId;
    }
    return found;
  }
}

function isFailedCall(span: Span): boolean {
  const isModel = asText(span.attributes['gen_ai.request.model']) !== undefined || /\.api_error$/.test(span.name);
  return isModel && (span.failed || /\.api_error$/.test(span.name));
}
