import type { FromPanel } from '../src/protocol/panelMessages.ts';

/** What the page remembers over a reload: which session, and how it was looked at. */
export interface PageState {
  path?: string;
  view?: string;
  compared?: { paths: string[]; with: string[] };
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PageState): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function send(message: FromPanel): void {
  api.postMessage(message);
}

export function savedState(): PageState {
  const state = api.getState();
  return typeof state === 'object' && state !== null ? state : {};
}

export function saveState(change: PageState): void {
  api.setState({ ...savedState(), ...change });
}
