import type { LinkedSession, PanelComparison, PanelDetail, PanelTrace, WhatIf, WhatIfBill } from './panelTrace.ts';

/** Messages between the host and the panel. The page asks, the host answers; nothing is pushed but a new snapshot of what is shown. */
export type ToPanel =
  /** First of all: the texts of the page in the editor's language, by their English ones. */
  | { type: 'hello'; texts: Record<string, string> }
  | { type: 'loading'; text: string }
  | { type: 'trace'; trace: PanelTrace; models: string[]; linked: LinkedSession[] }
  | { type: 'detail'; detail: PanelDetail }
  /** `id` is that of the question: an answer to an earlier one is nobody's. */
  | { type: 'whatIf'; id: number; bill: WhatIfBill }
  /** `show`: it was asked for in the editor, and the page goes to it. */
  | { type: 'comparison'; comparison: PanelComparison; show?: true }
  /** `about` names the question that failed; without it the whole page has nothing to show. */
  | { type: 'failed'; text: string; about?: 'detail' | 'whatIf' | 'comparison' };

export type FromPanel =
  | { type: 'ready' }
  | { type: 'openCard'; step?: string }
  | { type: 'distill' }
  | { type: 'openSource'; line: number }
  | { type: 'openSession'; path: string }
  | { type: 'detail'; node: number }
  | { type: 'whatIf'; id: number; change: WhatIf }
  /**
   * The person picks the sessions of one side in the editor: "with" the other side, "and" this one's companions. Both named: what was
   * compared before the page was restored.
   */
  | { type: 'compare'; pick: 'with' | 'and' }
  | { type: 'compare'; paths: string[]; with: string[] }
  | { type: 'copy'; text: string }
  | { type: 'save'; name: string; format: SaveFormat; data: string };

export type SaveFormat = 'csv' | 'md' | 'svg' | 'png';

const SAVE_FORMATS: ReadonlySet<unknown> = new Set(['csv', 'md', 'svg', 'png'] satisfies SaveFormat[]);

/** Longest text the page may hand over, in characters. */
const DATA_LIMIT = 50_000_000;

/** A message of the page if it is one of ours, rebuilt from what was checked; anything else is dropped. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  if (!isObject(message)) return undefined;
  const { type } = message;
  switch (type) {
    case 'ready':
    case 'distill':
      return { type };
    case 'openCard':
      return isText(message['step']) ? { type, step: message['step'] } : { type };
    case 'compare': {
      const { pick, paths, with: others } = message;
      if (pick === 'with' || pick === 'and') return { type, pick };
      const areNamed = Array.isArray(paths) && paths.every(isText) && Array.isArray(others) && others.every(isText);
      return areNamed ? { type, paths, with: others } : undefined;
    }
    case 'openSource':
      return isIndex(message['line']) && message['line'] > 0 ? { type, line: message['line'] } : undefined;
    case 'openSession':
      return isText(message['path']) ? { type, path: message['path'] } : undefined;
    case 'detail':
      return isIndex(message['node']) ? { type, node: message['node'] } : undefined;
    case 'whatIf': {
      const change = readWhatIf(message['change']);
      return isIndex(message['id']) && change ? { type, id: message['id'], change } : undefined;
    }
    case 'copy':
      return isText(message['text']) ? { type, text: message['text'] } : undefined;
    case 'save': {
      const { name, format, data } = message;
      return isText(name) && SAVE_FORMATS.has(format) && isText(data) ? { type, name, format: format as SaveFormat, data } : undefined;
    }
    default:
      return undefined;
  }
}

function readWhatIf(value: unknown): WhatIf | undefined {
  if (!isObject(value)) return undefined;
  const { nodes, clusters, capTokens, batchReads, model } = value;
  if (!Array.isArray(nodes) || !nodes.every(isIndex) || !Array.isArray(clusters) || !clusters.every(isText)) return undefined;
  if (typeof batchReads !== 'boolean') return undefined;
  return {
    nodes,
    clusters,
    batchReads,
    ...(isIndex(capTokens) && { capTokens }),
    ...(isText(model) && { model }),
  };
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= DATA_LIMIT;
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
