/** A result as text, to compare: amounts of money are told from numbers. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item));
}
