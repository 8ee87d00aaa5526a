import { formatUsdExact, parseUsd, ZERO, type Money } from '../../src/core/session/money.ts';
import type { PanelNode } from '../../src/protocol/panelTrace.ts';

/** Who did something in a session: the agent itself, a model, a tool, a sub-agent. One of each name, however often it acted. */
export interface Actor {
  id: string;
  kind: 'session' | 'model' | 'tool' | 'agent';
  name: string;
  calls: number;
  /** What its steps cost by themselves. Over all actors: the session's total. */
  usd: string;
}

export interface Link {
  from: string;
  to: string;
  calls: number;
}

export interface ActorGraph {
  actors: Actor[];
  links: Link[];
}

const SESSION = 'session';

/** The session's actors and who called whom, in order of their first step, so that a growing session adds and never reorders. */
export function actorsOf(nodes: readonly PanelNode[], agentName: string): ActorGraph {
  const actors = new Map<string, Omit<Actor, 'usd'> & { sum: Money }>();
  const links = new Map<string, Link>();
  /** The actor in whose thread a node stands. */
  const owners = new Map<number, string>([[0, SESSION]]);
  const actor = (id: string, kind: Actor['kind'], name: string): Omit<Actor, 'usd'> & { sum: Money } => {
    let found = actors.get(id);
    if (!found) {
      found = { id, kind, name, calls: 0, sum: ZERO };
      actors.set(id, found);
    }
    return found;
  };
  const link = (from: string, to: string): void => {
    const key = `${from}\n${to}`;
    const known = links.get(key);
    if (known) known.calls++;
    else links.set(key, { from, to, calls: 1 });
  };
  actor(SESSION, 'session', agentName);
  for (const node of nodes) {
    const inThread = owners.get(node.thread) ?? ownerOf(nodes, node, owners);
    if (node.kind === 'llm') {
      const model = actor(`model ${node.name}`, 'model', node.name);
      model.calls++;
      model.sum += parseUsd(node.usd);
      link(inThread, model.id);
    } else if (node.kind === 'tool') {
      const tool = actor(`tool ${node.name}`, 'tool', node.name);
      tool.calls++;
      tool.sum += parseUsd(node.usd);
      link(callerOf(nodes, node) ?? inThread, tool.id);
    } else if (node.kind === 'agent') {
      const agent = actor(agentId(node), 'agent', agentLabel(node));
      agent.calls++;
      agent.sum += parseUsd(node.usd);
      link(callerOf(nodes, node) ?? inThread, agent.id);
    } else {
      actor(inThread, 'session', agentName).sum += parseUsd(node.usd);
    }
  }
  return {
    actors: [...actors.values()].map(({ sum, ...rest }) => ({ ...rest, usd: formatUsdExact(sum) })),
    links: [...links.values()],
  };
}

function ownerOf(nodes: readonly PanelNode[], { thread, parent }: PanelNode, owners: Map<number, string>): string {
  let at = nodes[parent];
  while (at && at.thread === thread) at = nodes[at.parent];
  const id = at ? agentId(at) : SESSION;
  owners.set(thread, id);
  return id;
}

function callerOf(nodes: readonly PanelNode[], { parent }: PanelNode): string | undefined {
  const caller = nodes[parent];
  return caller?.kind === 'llm' ? `model ${caller.name}` : undefined;
}

/** Sub-agents of one tool and kind of task stand together only where they bear the same words. */
function agentId(node: PanelNode): string {
  return `agent ${agentLabel(node)}`;
}

function agentLabel({ name, target }: PanelNode): string {
  return target || name;
}
