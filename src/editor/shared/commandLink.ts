/**
 * A Markdown link that runs a command, for a string that trusts this command and no other. `text` and `title` must be fit for Markdown;
 * the arguments may hold anything.
 */
export function commandLink(text: string, command: string, args: readonly unknown[], title = ''): string {
  // encodeURIComponent leaves parentheses and quotes, which would end the link.
  const query = encodeURIComponent(JSON.stringify(args)).replace(/[()'*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `[${text}](command:${command}?${query}${title && ` "${title}"`})`;
}
