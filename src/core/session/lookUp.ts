/** The entry of a table under a key that comes from a trace: a plain index would also find `constructor` and its like. */
export function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
