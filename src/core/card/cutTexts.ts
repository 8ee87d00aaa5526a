import { shorten } from './describeTarget.ts';
import type { CardIdentity, CardRow, TraceCard } from './traceCard.ts';

export interface TextLimits {
  /** Longest text of a trace, in characters. */
  text: number;
  /** Models by name; the calls of the others are counted together. */
  models: number;
}

/** The card with its longer texts cut: figures, and what refers to another line, stay as they are. */
export function cutTexts(card: TraceCard, { text, models }: TextLimits): TraceCard {
  const cut = (line: string): string => shorten(line, text);
  return {
    ...card,
    session: cutIdentity(card.session, cut, { text, models }),
    outcome: { result: card.outcome.result, evidence: card.outcome.evidence.map(cut) },
    steps: card.steps.map((row) => cutRow(row, cut)),
    redundancy: card.redundancy.map((cluster) => ({ ...cluster, proof: shorten(cluster.proof, text * 2) })),
    failures: card.failures.map((failure) => ({ ...failure, error: cut(failure.error) })),
    agents: card.agents.map(({ type, ...agent }) => ({
      ...agent,
      id: cut(agent.id),
      ...(type !== undefined && { type: cut(type) }),
      task: cut(agent.task),
    })),
    warnings: card.warnings.map(cut),
  };
}

function cutIdentity(identity: CardIdentity, cut: (line: string) => string, { text, models }: TextLimits): CardIdentity {
  const { agent_version: version, parent, source } = identity;
  const counts = new Map<string, number>();
  for (const [i, [model, count]] of Object.entries(identity.models).entries()) {
    const name = i < models ? cut(model) : 'others';
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return {
    ...identity,
    id: cut(identity.id),
    agent: cut(identity.agent),
    ...(version !== undefined && { agent_version: cut(version) }),
    task: cut(identity.task),
    models: Object.fromEntries(counts),
    source: { ...source, path: endOf(source.path, text) },
    ...(parent !== undefined && { parent: cut(parent) }),
  };
}

function cutRow({ name, target, ...row }: CardRow, cut: (line: string) => string): CardRow {
  const { step, kind, ...figures } = row;
  return { step, kind, name: cut(name), ...(target !== undefined && { target: cut(target) }), ...figures };
}

/** A path's end tells which file it is. */
function endOf(path: string, limit: number): string {
  return path.length <= limit ? path : `…${path.slice(-(limit - 1)).replace(/^[\udc00-\udfff]/, '')}`;
}
