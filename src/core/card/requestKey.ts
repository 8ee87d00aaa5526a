import type { Json, ToolStep } from '../session/session.ts';

/** Arguments that change nothing of what is asked for. */
const COSMETIC = new Set([
  'description',
  'timeout',
  'timeoutMs',
  'timeout_ms',
  'yieldMs',
  'yield_ms',
  'yield_time_ms',
  'initial_wait',
  'explanation',
  'justification',
  'reason',
]);

/** No agent nests arguments as deeply; what does is a trap for whoever walks through it. */
const DEEPEST = 200;

/**
 * Tool and arguments in one spelling: JSON with sorted keys, without cosmetic arguments and surrounding white space. Equal keys ask for
 * the same thing; arguments that are nested too deeply to be walked through equal nothing but themselves.
 */
export function requestKey({ name, args, toolCallId }: ToolStep): string {
  return isDeeper(args, DEEPEST) ? `${name} #${toolCallId}` : `${name} ${canonical(args)}`;
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function canonical(value: Json): string {
  if (typeof value === 'string') return JSON.stringify(value.trim());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).filter((k) => !COSMETIC.has(k));
  return `{${keys
    .sort()
    .map((k) => `${JSON.stringify(k)}:${canonical(value[k] as Json)}`)
    .join(',')}}`;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
