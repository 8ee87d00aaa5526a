/** Messages between the host and the panel. All texts are ready for people; the page does no arithmetic but widths. */

export interface PanelFigure {
  label: string;
  value: string;
  /** Longer words for a tooltip. */
  hint?: string;
}

export interface PanelPart {
  name: string;
  usd: string;
  share: string;
  /** 0 to 1, for the bar. */
  fraction: number;
}

export interface PanelStep {
  step: string;
  name: string;
  target: string;
  usd: string;
  share: string;
  fraction: number;
  remarks: string;
  /** Line of the session file; absent where it is not known. */
  sourceLine?: number;
}

export interface PanelSession {
  title: string;
  subtitle: string;
  figures: PanelFigure[];
  split: { heading: string; columns: [string, string, string]; parts: PanelPart[]; description: string };
  steps: { heading: string; columns: [string, string, string, string, string]; rows: PanelStep[] };
  actions: { openCard: string; distill: string; openStep: string };
  notes: string[];
}

export type ToPanel =
  { type: 'loading'; text: string } | { type: 'session'; path: string; session: PanelSession } | { type: 'failed'; text: string };

export type FromPanel = { type: 'ready' } | { type: 'openCard' } | { type: 'distill' } | { type: 'openSource'; line: number };

/** A message of the page if it is one of ours; anything else is dropped. */
export function readFromPanel(message: unknown): FromPanel | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  switch (message.type) {
    case 'ready':
    case 'openCard':
    case 'distill':
      return { type: message.type };
    case 'openSource':
      return 'line' in message && Number.isSafeInteger(message.line) && Number(message.line) > 0
        ? { type: 'openSource', line: Number(message.line) }
        : undefined;
    default:
      return undefined;
  }
}
