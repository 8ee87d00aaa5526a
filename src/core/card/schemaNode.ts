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

const ROOT = schema as SchemaNode & { definitions: { [name: string]: SchemaNode }; else: SchemaNode };

/**
 * The schema of the value at a path; any number stands for an item of a list. Undefined for what no card has. What only a full card needs
 * counts as required, too.
 */
export function schemaAt(path: readonly (string | number)[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = ROOT;
  let full: SchemaNode | undefined = ROOT.else;
  for (const name of path) {
    if (!node) return undefined;
    const extra: SchemaNode['additionalProperties'] = node.additionalProperties;
    node = resolve(childOf(node, name) ?? (typeof name === 'string' && typeof extra === 'object' ? extra : undefined));
    full = full && childOf(full, name);
  }
  return node && full?.required ? { ...node, required: [...(node.required ?? []), ...full.required] } : node;
}

function childOf(node: SchemaNode, name: string | number): SchemaNode | undefined {
  if (typeof name === 'number') return node.items;
  return node.properties && Object.hasOwn(node.properties, name) ? node.properties[name] : undefined;
}

/** The words that the schema allows for a value; empty where it does not list any. */
export function wordsOf(node: SchemaNode | undefined): string[] {
  const values = node?.enum ?? (node?.const === undefined ? [] : [node.const]);
  if (node?.type === 'boolean') return ['true', 'false'];
  return values.filter((value) => typeof value !== 'object').map(String);
}

/**
 * YAML on one line for a value that says nothing: an empty list, an empty text, the one value that is allowed, or "unknown" where that
 * is a word. Undefined where every value would be a statement: a number is never invented.
 */
export function neutralValue(node: SchemaNode | undefined): string | undefined {
  if (!node) return undefined;
  if (node.const !== undefined) return wordsOf(node)[0];
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
