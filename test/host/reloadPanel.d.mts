interface Seen {
  heading: string;
  view: string;
}
/** Opens a panel in the real VS Code and reloads the window; what the panel shows before and after. */
export function reloadPanel(): Promise<{ before: Seen; after: Seen }>;
