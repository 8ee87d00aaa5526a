/** What never stands in a rule, whoever wrote it, and why: the deny list of the design. */
const DENIED: readonly [RegExp, string][] = [
  [/\p{Cc}/u, 'a control character or a second line'],
  [
    /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/u,
    'an invisible or direction-changing character',
  ],
  [/<!--|-->/, 'an HTML comment'],
  [/<\/?(?!path>|n>|url>|commit>)[a-z][^>]*>/i, 'an HTML tag'],
  [/[a-z][a-z0-9+.-]*:\/\/|\bwww\.|\bmailto:|\bdata:[a-z]/i, 'a URL'],
  [/!?\[[^\]]*\]\s*\(/, 'a link or an image'],
  [
    /\|\s*(?:sudo\s+)?(?:env\s+)?(?:\S*\/)?(?:ba|z|da|k|fi|c|tc)?sh\b|\|\s*(?:python3?|node|perl|ruby|php|iex|pwsh|powershell)\b/i,
    'a pipe into a shell or interpreter',
  ],
  [/\beval\b|\bexec\s*\(|\$\(|<\(|\bsource\s+\/|\bInvoke-Expression\b/i, 'text that is run as a command'],
  [
    /\b(?:base64|xxd|openssl\s+enc|uudecode|atob)\b|(?:\\x[0-9a-f]{2}){2,}|[A-Za-z0-9+/_-]{40,}={0,2}|\b[0-9a-f]{32,}\b/i,
    'an encoded blob',
  ],
  [/\b(?:sudo|doas|su\s+-|runas|chmod\s+(?:-R\s+)?[0-7]*7{2,}|setuid)\b/i, 'raised rights'],
  [
    /\b(?:password|passwd|passphrase|api[_ -]?keys?|secrets?|credentials?|private[_ -]?keys?|bearer|access[_ -]?tokens?|auth[_ -]?tokens?|id_rsa|keychain)\b|(?:^|[\s/`'\"])\.(?:env|ssh|aws|netrc|npmrc|pypirc)\b/i,
    'credentials',
  ],
  [/\b(?:sk|pk|ghp|gho|ghs|xox[abp]|AKIA|AIza|glpat)[-_][A-Za-z0-9_-]{8,}|\bAKIA[0-9A-Z]{12,}/, 'a key'],
  [
    /\b(?:skip|disable|ignore|bypass|delete|remove|comment out|turn off|switch off|without running|never run|do not run|don't run|stop running|no need (?:to|for))\b[^.;]{0,40}\b(?:tests?|test suite|checks?|lint(?:er|ing)?|type ?checks?|hooks?|ci|verification|reviews?|approvals?|confirmations?|permissions?|sandbox|warnings?|safety)\b/i,
    'advice against tests, approvals or the sandbox',
  ],
  [
    /--(?:no-verify|force|yolo|dangerously[\w-]*|skip-[\w-]*|no-sandbox|allow-all[\w-]*|full-auto|trust[\w-]*|insecure|no-check[\w-]*|privileged|unsafe[\w-]*)\b|\bbypassPermissions\b|\bauto-?approve\b|\bgit\s+push\s+-f\b|\brm\s+-\w*[rf]/i,
    'an option that switches off a protection',
  ],
  [
    /\b(?:ignore|disregard|forget|override|overrule)\b[^.;]{0,30}\b(?:previous|prior|above|earlier|all|other|these|those|system|user)\b|\b(?:system prompt|developer message|you are now|new instructions?|jailbreak)\b/i,
    'an attempt to overrule other instructions',
  ],
  [
    /\b(?:exfiltrat\w*|upload|send|post|forward|email|publish)\b[^.;]{0,40}\b(?:to|server|address|webhook|http|remote)\b/i,
    'sending data away',
  ],
  [/\b(?:allowed-tools|disable-model-invocation|hooks|mcpServers|settings\.json)\b|^---/, 'a key of a front matter or a configuration'],
  [
    /\b(?:create|write|save|add|install|download|fetch)\b[^.;]{0,30}\b(?:script|executable|binary|cron|startup|profile|bashrc|extension|plugin)\b/i,
    'a new script or program',
  ],
];

/** Why a rule's text may not stand in a skill, or undefined when nothing speaks against it. */
export function findUnsafe(rule: string): string | undefined {
  // Look-alike letters and full-width forms must not slip through.
  const folded = rule.normalize('NFKC');
  for (const [pattern, reason] of DENIED) if (pattern.test(rule) || pattern.test(folded)) return reason;
  if (/[^\u0020-\u007e\u00a0-\u024f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]/.test(rule))
    return 'a letter of another script than the rule language';
  return undefined;
}
