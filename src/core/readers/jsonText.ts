/** A value as JSON text; '' for none, and for one that is nested too deeply to be written. */
export function jsonText(value: unknown): string {
  try {
    return value === undefined ? '' : JSON.stringify(value);
  } catch {
    return '';
  }
}
