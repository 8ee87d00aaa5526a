import * as vscode from 'vscode';
import { CARD_SUFFIX, cardNameOf } from '../../platform/cardNameOf.ts';

/** Scheme of the read-only cards that are compiled from a session when they are opened. */
export const CARD_SCHEME = 'clawtrace-card';

/** Every TraceCard, compiled or on disk. */
export const CARD_SELECTOR: vscode.DocumentSelector = { pattern: `**/*${CARD_SUFFIX}` };

export interface CardAddress {
  /** Absolute path of the session's file. */
  path: string;
  /** True: every step has a row of its own. */
  allSteps: boolean;
}

/** Address of a session's card. The path is what the tab shows, the query what counts. */
export function cardUri({ path, allSteps }: CardAddress): vscode.Uri {
  return vscode.Uri.from({
    scheme: CARD_SCHEME,
    path: `/${cardNameOf(path, allSteps ? '.all-steps' : '')}`,
    query: JSON.stringify(allSteps ? { path, allSteps } : { path }),
  });
}

/** The session of a compiled card; undefined for any other address. */
export function cardAddress(uri: vscode.Uri): CardAddress | undefined {
  if (uri.scheme !== CARD_SCHEME) return undefined;
  try {
    const query = JSON.parse(uri.query) as { path?: unknown; allSteps?: unknown };
    return typeof query.path === 'string' ? { path: query.path, allSteps: query.allSteps === true } : undefined;
  } catch {
    return undefined;
  }
}

export function isCard(document: vscode.TextDocument): boolean {
  return document.uri.path.endsWith(CARD_SUFFIX);
}
