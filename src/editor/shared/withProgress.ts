import * as vscode from 'vscode';

/** What a call to the worker takes to be cancelled and to tell how far it is. */
export interface CallOptions {
  signal: AbortSignal;
  onProgress(progress: { done: number; total: number; label: string }): void;
}

/** Runs a long call with a notification that tells how far it is, by the names of files, and can cancel it. */
export async function withProgress<T>(title: string, call: (options: CallOptions) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    let reached = 0;
    return call({
      signal: abort.signal,
      onProgress: ({ done, total, label }) => {
        const percent = total > 0 ? (done / total) * 100 : 0;
        progress.report({ message: label.split(/[\\/]/).at(-1) ?? '', increment: Math.max(0, percent - reached) });
        reached = Math.max(reached, percent);
      },
    });
  });
}
