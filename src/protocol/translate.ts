/** `vscode.l10n.t`, as a parameter: what makes texts for people can then be tested without an editor. */
export type Translate = (message: string, ...values: (string | number | boolean)[]) => string;

/** English, for the command and for tests: puts the values into the places {0}, {1}, … */
export const english: Translate = (message, ...values) =>
  message.replace(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
