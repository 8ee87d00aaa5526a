import * as vscode from 'vscode';

const SCHEME = 'clawtrace-report';

/** Reports about skills, as documents in memory: one of a kind for each skill. */
export class Reports implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();

  readonly onDidChange = this.#changed.event;

  // Last: the editor asks for `onDidChange` when it gets the provider, and never again.
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This report was not kept. Run the command again.');
  }

  /** Shows Markdown. `kind` ("effects") tells reports about one skill apart, in the tab too. */
  async show(skill: vscode.Uri, text: string, kind?: string): Promise<void> {
    const folder = skill.path.split('/').at(-2) ?? 'skill';
    const name = kind === undefined ? folder : `${folder}-${kind}`;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.md`, query: skill.toString() });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // The preview is an extension of the editor's own, which can be switched off.
      await vscode.window.showTextDocument(uri, { preview: true });
    }
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
