import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../../media/tracecard.schema.json' with { type: 'json' };
import type { TextProblem } from '../session/textProblem.ts';
import type { CardPath, CardText } from './readCardText.ts';

let compiled: ValidateFunction | undefined;

/** Compiled on first use, for it takes some milliseconds that most runs need not spend. */
function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false }).compile(schema);
  return compiled;
}

/** What the published JSON Schema has against a card, each with the range of the value or key in question. */
export function checkSchema(read: CardText): TextProblem[] {
  const validate = validator();
  if (validate(read.data)) return [];
  const seen = new Set<string>();
  const problems: TextProblem[] = [];
  for (const error of validate.errors ?? []) {
    // Says only that one of the others was found.
    if (error.keyword === 'if') continue;
    const path = pathOf(error.instancePath, read.data);
    const key = error.keyword === 'additionalProperties';
    const full = key ? [...path, String(error.params['additionalProperty'])] : path;
    const { start, end } = read.locate(full, key);
    const message = describe(error, path);
    const identity = `${start.line}:${start.column} ${message}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    const missing = error.keyword === 'required' ? [String(error.params['missingProperty'])] : [];
    problems.push({ message, severity: 'error', code: `schema-${error.keyword.toLowerCase()}`, start, end, path: [...full, ...missing] });
  }
  return problems;
}

/** A JSON pointer as a path; list positions become numbers. */
function pathOf(pointer: string, data: unknown): CardPath {
  let value = data;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as { [key: string]: unknown } | undefined)?.[key];
      return key;
    });
}

function describe({ keyword, params, message }: ErrorObject, path: CardPath): string {
  const name = path.length > 0 ? `"${path.filter((p) => typeof p === 'string').at(-1) ?? 'entry'}"` : 'The card';
  switch (keyword) {
    case 'required':
      return `${name} needs "${String(params['missingProperty'])}".`;
    case 'additionalProperties':
      return `"${String(params['additionalProperty'])}" is no field of ${path.length > 0 ? name : 'a TraceCard'}.`;
    case 'type':
      return `${name} must be ${typesOf(params['type'])}.`;
    case 'enum':
      return `${name} must be one of: ${(params['allowedValues'] as unknown[]).map(String).join(', ')}.`;
    case 'const':
      return `${name} must be ${JSON.stringify(params['allowedValue'])}.`;
    default:
      return `${name} ${message ?? 'is not as the schema asks'}.`;
  }
}

function typesOf(type: unknown): string {
  const words: { [type: string]: string } = {
    number: 'a number',
    integer: 'a whole number',
    string: 'text',
    array: 'a list',
    object: 'a map',
    boolean: 'true or false',
  };
  return (Array.isArray(type) ? type : [type]).map((t) => words[String(t)] ?? String(t)).join(' or ');
}
