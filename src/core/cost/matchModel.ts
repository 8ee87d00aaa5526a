import type { MatchLogic } from '@pydantic/genai-prices';

/**
 * What may follow a model's name without making it another model: dates, "-latest", reasoning effort, versions of one release.
 * Anything else ("-spark", "-mini", another digit) is a different model with a different price (trap 27).
 */
const ACCEPTED_REST =
  /^(?:[-@](?:20\d{6}|20\d{2}-\d{2}-\d{2}|latest|default|preview(?:-\d{2}-\d{2,4})?|exp-\d{2}-\d{2}|00\d|v\d+(?::\d+)?|thinking|minimal|low|medium|high|xhigh)|:(?:\d+|beta|thinking))*$/;

const DATE_AT_END = /[-@](?:20\d{2}-\d{2}-\d{2}|20\d{6})$/;

export function isKnownRest(rest: string): boolean {
  return ACCEPTED_REST.test(rest);
}

/** The id, and the id without a date at its end when it has one: tables name models in either way. */
export function idForms(id: string): string[] {
  const bare = id.replace(DATE_AT_END, '');
  return bare === id ? [id] : [id, bare];
}

/** True where the rule names the id exactly, or its start with nothing behind it but a date or a known suffix. */
export function matchesStrictly(rule: MatchLogic, id: string): boolean {
  if ('or' in rule) return rule.or.some((part) => matchesStrictly(part, id));
  if ('and' in rule) {
    return rule.and.every((part) => matchesLoosely(part, id)) && rule.and.some((part) => !('regex' in part) && matchesStrictly(part, id));
  }
  if ('equals' in rule) return rule.equals.toLowerCase() === id;
  if ('starts_with' in rule) return id.startsWith(rule.starts_with.toLowerCase()) && isKnownRest(id.slice(rule.starts_with.length));
  if ('ends_with' in rule) return rule.ends_with.toLowerCase() === id;
  if ('contains' in rule) return containsStrictly(rule.contains.toLowerCase(), id);
  return isAnchored(rule.regex) && new RegExp(rule.regex).test(id);
}

function matchesLoosely(rule: MatchLogic, id: string): boolean {
  if ('or' in rule) return rule.or.some((part) => matchesLoosely(part, id));
  if ('and' in rule) return rule.and.every((part) => matchesLoosely(part, id));
  if ('equals' in rule) return rule.equals.toLowerCase() === id;
  if ('starts_with' in rule) return id.startsWith(rule.starts_with.toLowerCase());
  if ('ends_with' in rule) return id.endsWith(rule.ends_with.toLowerCase());
  if ('contains' in rule) return id.includes(rule.contains.toLowerCase());
  return new RegExp(rule.regex).test(id);
}

/** A rule "contains" is trusted only where the name starts the id: prefixes were removed before. */
function containsStrictly(name: string, id: string): boolean {
  return id.startsWith(name) && isKnownRest(id.slice(name.length));
}

function isAnchored(regex: string): boolean {
  return regex.startsWith('^') && regex.endsWith('$');
}
