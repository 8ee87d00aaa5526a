/** What stands in a card where a secret stood in the trace. */
export const MASK = '[masked]';

interface Rule {
  pattern: RegExp;
  /** Keeps what tells the reader which secret it was. */
  replace: (match: string, ...groups: string[]) => string;
}

const whole = (): string => MASK;

/** Values that stand for a secret without being one. */
const PLACEHOLDER =
  /^(?:\$|<|\{\{|%|\*{3,}|x{4,}$|null$|none$|undefined$|true$|false$|process\.env|os\.environ|your[-_ ]|\[masked\]|\.{3})/i;

function keepName(match: string, name: string, value: string): string {
  return PLACEHOLDER.test(value) ? match : `${name}${MASK}`;
}

/**
 * Forms from the issuers' own documentation of their key prefixes, then general ones: PEM blocks, JWTs, authorization headers, URLs with a
 * password, and assignments to names that say secret. Digests, commit ids and UUIDs have no such name or prefix and stay.
 */
const RULES: Rule[] = [
  {
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
    replace: whole,
  },
  {
    pattern: /\bsk-(?=[A-Za-z0-9_-]{0,200}\d)[A-Za-z0-9_-]{20,}/g,
    replace: whole,
  },
  { pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{10,}/g, replace: whole },
  { pattern: /\bwhsec_[A-Za-z0-9+/=]{16,}/g, replace: whole },
  { pattern: /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/g, replace: whole },
  { pattern: /\bgithub_pat_[A-Za-z0-9_]{20,}/g, replace: whole },
  { pattern: /\bglpat-[A-Za-z0-9_-]{16,}/g, replace: whole },
  { pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g, replace: whole },
  {
    pattern: /https:\/\/hooks\.slack\.com\/services\/[A-Za-z0-9/]+/g,
    replace: whole,
  },
  {
    pattern: /https:\/\/(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/g,
    replace: whole,
  },
  { pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, replace: whole },
  { pattern: /\bAIza[A-Za-z0-9_-]{35}/g, replace: whole },
  { pattern: /\bya29\.[A-Za-z0-9_-]{20,}/g, replace: whole },
  { pattern: /\bnpm_[A-Za-z0-9]{30,}/g, replace: whole },
  { pattern: /\bpypi-[A-Za-z0-9_-]{30,}/g, replace: whole },
  { pattern: /\bhf_[A-Za-z0-9]{30,}/g, replace: whole },
  {
    pattern: /\b(?:gsk|xai|pplx|tvly|lin_api|dop_v1|shpat|shpss|sntrys|figd)[_-](?=[A-Za-z0-9_-]{0,200}\d)[A-Za-z0-9_-]{20,}/g,
    replace: whole,
  },
  { pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g, replace: whole },
  { pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{32,}/g, replace: whole },
  {
    pattern: /\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}/g,
    replace: whole,
  },
  {
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
    replace: whole,
  },
  {
    pattern: /\b(?:AGE-SECRET-KEY-1|age-secret-key-1)[A-Za-z0-9]{30,}/g,
    replace: whole,
  },
  {
    pattern: /((?:proxy-)?authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest|bot)?\s*)([^\s"',;]{6,})/gi,
    replace: keepName,
  },
  { pattern: /(\bbearer\s+)([A-Za-z0-9._~+/=-]{16,})/gi, replace: keepName },
  {
    pattern: /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:)([^\s/@"']+)(?=@)/gi,
    replace: keepName,
  },
  {
    pattern: /(\b(?:account|shared)(?:access)?key(?:name)?=)([A-Za-z0-9+/=]{20,})/gi,
    replace: keepName,
  },
  {
    // NAME=value, "name": "value", name: value, --name value: the name ends in a word that says secret.
    pattern:
      /((?:^|[^A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}?(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|credentials?)["']?(?:\s*[:=]=?\s*|\s+(?=["'])))(?:(["'])((?:(?!\2)[^\n\\]){4,})\2|([^\s"'`,;)}\]&|<>]{6,}))/gi,
    replace: maskAssignment,
  },
  {
    pattern: /(\s--?(?:password|passwd|secret|token|api-?key|access-?key)[= ]["']?)([^\s"'-][^\s"']{3,})/gi,
    replace: keepName,
  },
  { pattern: /(\s-u\s+["']?[^\s:"'\d][^\s:"']*:)([^\s"']{3,})/g, replace: keepName },
];

function maskAssignment(
  match: string,
  name: string,
  quote: string | undefined,
  quoted: string | undefined,
  bare: string | undefined,
): string {
  const value = quoted ?? bare ?? '';
  // In code a name like `token` is mostly assigned an expression; only a quoted text or an opaque word is a value.
  if (PLACEHOLDER.test(value) || value.includes(MASK)) return match;
  if (quoted === undefined && !looksOpaque(value, name)) return match;
  if (quoted !== undefined && /\s/.test(quoted) && !/pass/i.test(name)) return match;
  return `${name}${quote ?? ''}${MASK}${quote ?? ''}`;
}

function looksOpaque(value: string, name: string): boolean {
  if (/[(){}[\]]|=>|::/.test(value)) return false;
  // In `PASSWORD=hunter22` (an environment assignment) anything is a value; elsewhere a value has a digit or is long.
  if (/[A-Z0-9_]=$/.test(name)) return true;
  return /\d/.test(value)
    ? !/^[\d.,:]+$/.test(value)
    : value.length >= 20 && !/^[a-z]+(?:[A-Z][a-z]+)*$/.test(value) && !/[./]/.test(value);
}

/** Replaces keys, tokens, passwords, private keys and credentials in URLs by a mark. Must run before a text is shortened. */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const { pattern, replace } of RULES) masked = masked.replace(pattern, replace as (match: string, ...groups: unknown[]) => string);
  return masked;
}
