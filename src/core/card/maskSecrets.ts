import { ISSUED_KEYS } from './secretForms.ts';

/** What stands in a card where a secret stood in the trace. */
export const MASK = '[masked]';

interface Rule {
  pattern: RegExp;
  /** Stands in everything that matches. To look for it takes a fraction of the time that the pattern takes to find nothing. */
  needs?: string;
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

/** A name that says secret, as the last word of a longer name. */
const SECRET_NAME =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|signing[-_]?key|encryption[-_]?key|account[-_]?key|credentials?)';

/**
 * The issuers' forms first, then general ones: PEM blocks, headers, URLs with a password, commands that take one, and assignments to names
 * that say secret. Every repetition is bounded or cannot overlap with what follows it: hostile text must not make it slow.
 */
const RULES: readonly Rule[] = [
  {
    needs: 'PRIVATE KEY',
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    replace: whole,
  },
  { needs: 'PuTTY-User-Key-File-', pattern: /PuTTY-User-Key-File-\d:[\s\S]*?(?:Private-MAC: [0-9a-f]+|$)/g, replace: whole },
  { pattern: new RegExp(`(?<![\\w-])(?:${ISSUED_KEYS.join('|')})`, 'g'), replace: whole },
  { needs: 'hooks.slack.com', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]+/g, replace: whole },
  { needs: '/api/webhooks/', pattern: /https:\/\/(?:\w{1,20}\.)?discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/g, replace: whole },
  { needs: '.webhook.office.com', pattern: /https:\/\/[\w.-]{1,100}\.webhook\.office\.com\/[\w@/-]+/g, replace: whole },
  {
    pattern:
      /((?:proxy-)?authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:(?:bearer|basic|token|digest|bot|negotiate)\s{1,8})?)((?!(?:bearer|basic|token|digest|bot|negotiate)\s)[^\s"',;]{6,})/gi,
    replace: keepName,
  },
  { pattern: /(\bbearer\s{1,8})([A-Za-z0-9._~+/=-]{16,})/gi, replace: keepName },
  { pattern: /(\b(?:set-)?cookie["']?\s{0,8}:\s{0,8}["']?)([^\s"'][^\r\n"']{7,})/gi, replace: keepName },
  { needs: '://', pattern: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"']{0,200}:)([^\s/@"']{1,500})(?=@)/gi, replace: keepName },
  {
    needs: '=',
    pattern: /([?&;](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|code|key|auth)=)([A-Za-z0-9%+/=_.~-]{16,})/gi,
    replace: keepName,
  },
  { needs: '=', pattern: /(\b(?:account|shared)(?:access)?key(?:name)?=)([A-Za-z0-9+/=]{20,})/gi, replace: keepName },
  {
    // NAME=value, "name": "value", name: value, also inside a text in quotes; the name ends in a word that says secret.
    pattern: new RegExp(
      `((?:^|[^A-Za-z0-9_.-])[A-Za-z0-9_.-]{0,60}?${SECRET_NAME}(?:\\\\{0,3}["'])?(?:\\s{0,8}[:=]=?\\s{0,8}|\\s{1,8}(?=["'])))` +
        `(?:(\\\\{0,3}["'])((?:(?!\\2)[^\\n\\\\]){4,})\\2|([^\\s"'\`,;)}\\]&|<>\\\\]{6,}))`,
      'gi',
    ),
    replace: maskAssignment,
  },
  {
    // STRIPE_KEY=…: a name of the environment that may be any key; only what looks drawn by lot is one.
    needs: '=',
    pattern: /((?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{0,60}_(?:KEY|AUTH|PAT|DSN|SALT)=["']?)([A-Za-z0-9+/=_.~-]{16,})/g,
    replace: (match, name, value) =>
      /\d/.test(value) && /[A-Za-z]/.test(value) && !/[/.].*[/.]/.test(value) ? keepName(match, name, value) : match,
  },
  {
    pattern:
      /(\s--?(?:password|passwd|passphrase|secret|token|api-?key|access-?key|auth-?token|client-secret)[= ]["']?)([^\s"'-][^\s"']{3,})/gi,
    replace: keepName,
  },
  { needs: '-u', pattern: /(\s(?:-u|--user)[\s=]["']?[^\s:"'\d][^\s:"']{0,100}:)([^\s"']{3,})/g, replace: keepName },
  { needs: 'mysql', pattern: /(\bmysql\w{0,8}\b[^\n|;&]{0,200}?\s-p["']?)([^\s"'-][^\s"']{2,})/g, replace: keepName },
  { needs: 'sshpass', pattern: /(\bsshpass\s{1,8}-p\s{0,8}["']?)([^\s"']{3,})/g, replace: keepName },
  { needs: 'docker', pattern: /(\bdocker\s{1,8}login\b[^\n|;&]{0,200}?\s-p\s{1,8}["']?)([^\s"'-][^\s"']{3,})/g, replace: keepName },
  { needs: 'redis-cli', pattern: /(\bredis-cli\b[^\n|;&]{0,200}?\s-a\s{1,8}["']?)([^\s"'-][^\s"']{3,})/g, replace: keepName },
  { needs: 'password', pattern: /(\blogin\s{1,8}\S{1,100}\s{1,8}password\s{1,8})(\S{3,})/g, replace: keepName },
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
  for (const { pattern, needs, replace } of RULES) {
    if (needs !== undefined && !masked.includes(needs)) continue;
    masked = masked.replace(pattern, replace as (match: string, ...groups: unknown[]) => string);
  }
  return masked;
}
