import { Graph, layout } from '@dagrejs/dagre';
import type { ActorGraph } from './actors.ts';

export const NODE_WIDTH = 168;
export const NODE_HEIGHT = 46;

export interface PlacedGraph {
  width: number;
  height: number;
  /** Middle of each actor's box. */
  places: Map<string, { x: number; y: number }>;
  /** Points of each link, by "from\nto". */
  paths: Map<string, { x: number; y: number }[]>;
}

/** Layers from left to right. The order in which actors first acted breaks ties, so that a growing session keeps its picture. */
export function layoutGraph({ actors, links }: ActorGraph): PlacedGraph {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 70, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of actors) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to, calls } of links) graph.setEdge(from, to, { weight: Math.log2(1 + calls) });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    places: new Map(actors.map(({ id }) => [id, graph.node(id) as { x: number; y: number }])),
    paths: new Map(
      links.map(({ from, to }) => [`${from}\n${to}`, (graph.edge(from, to) as { points: { x: number; y: number }[] }).points]),
    ),
  };
}
