import schema from '../../../media/tracecard.schema.json' with { type: 'json' };

/** What the published schema says of one value of a card; only the words that it uses. */
export interface SchemaNode {
  type?: string | string[];
  description?: string;
  properties?: { [name: string]: SchemaNode };
  required?: string[];
  items?: SchemaNode;
  additionalProperties?: boolean | SchemaNode;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  $ref?: string;
}

const ROOT = schema as SchemaNode & { definitions: { [name: string]: SchemaNode } };

/** The schema of the value at a path; any number stands for an item of a list. Undefined for what no card has. */
export function schemaAt(path: readonly (string | number)[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = ROOT;
  for (const name of path) {
    if (!node) return undefined;
    const extra: SchemaNode['additionalProperties'] = node.additionalProperties;
    const known: SchemaNode | undefined =
      typeof name === 'number' ? node.items : node.properties && Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
    node = resolve(known ?? (typeof name === 'string' && typeof extra === 'object' ? extra : undefined));
  }
  return node;
}

/** The words that the schema allows for a value; empty where it does not list any. */
export function wordsOf(node: SchemaNode | undefined): string[] {
  const values = node?.enum ?? (node?.const === undefined ? [] : [node.const]);
  if (node?.type === 'boolean') return ['true', 'false'];
  return values.filter((value) => typeof value === 'string' || typeof value === 'number').map(String);
}

/**
 * YAML on one line for a value that says nothing: an empty list, an empty text, the one value that is allowed, or "unknown" where that
 * is a word. Undefined where every value would be a statement: a number is never invented.
 */
export function neutralValue(node: SchemaNode | undefined): string | undefined {
  if (!node) return undefined;
  if (typeof node.const === 'string' || typeof node.const === 'number') return String(node.const);
  if (node.enum) return node.enum.includes('unknown') ? 'unknown' : undefined;
  if (node.type === 'array') return '[]';
  if (node.type === 'string') return node.pattern === undefined || new RegExp(node.pattern).test('') ? '""' : undefined;
  if (node.type !== 'object') return undefined;
  const parts: string[] = [];
  for (const name of node.required ?? []) {
    const value = neutralValue(resolve(node.properties?.[name]));
    if (value === undefined) return undefined;
    parts.push(`${name}: ${value}`);
  }
  return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
}

function resolve(node: SchemaNode | undefined): SchemaNode | undefined {
  const name = node?.$ref?.split('/').at(-1);
  return name === undefined ? node : ROOT.definitions[name];
}
