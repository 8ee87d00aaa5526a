/** Path of a Chrome or Chromium; fetched when there is none. Throws one clear line when none can be had. */
export function ensureBrowser(say?: (line: string) => void): Promise<string>;
/** Path of a Chrome or Chromium that is already on this machine. */
export function findBrowser(): string | undefined;
