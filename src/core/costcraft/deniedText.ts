/** What is checked before a commit, and what asks a person: nothing may advise against it. */
const GUARDS =
  'tests?|test suite|test cases?|checks?|lint(?:er|ers|ing)?|type ?checks?|hooks?|ci|verification|verifying|reviews?|approvals?|confirmations?|confirming|permissions?|permission prompts?|sandbox|warnings?|safety|asking';

/** Names under which a file's or an agent's instructions go. */
const ORDERS = 'instructions?|rules?|guidelines?|prompts?|orders?|messages?|AGENTS(?:\\.md)?|CLAUDE(?:\\.md)?|copilot-instructions';

const INTERPRETER = '(?:ba|z|da|k|fi|c|tc)?sh|python[\\d.]*|node|deno|bun|perl|ruby|php|iex|pwsh|powershell|osascript';

/**
 * What never stands in a rule, whoever wrote it, and why: the deny list of the design, for sentences that people word as they like. In doubt
 * it says no, for a rule is read as an order by every later session.
 */
export const DENIED: readonly [RegExp, string][] = [
  [/\p{Cc}|[\u2028\u2029]/u, 'a control character or a second line'],
  [
    /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/u,
    'an invisible or direction-changing character',
  ],
  [/<!--|-->|&lt;!--/, 'an HTML comment'],
  [/<\/?(?!path>|n>|url>|commit>)[a-z][^>]*>|&(?:#x?[0-9a-f]+|lt|gt|amp|quot);/i, 'an HTML tag or entity'],
  [
    /[a-z][a-z0-9+.-]*:\/\/|\bhxxps?\b|(?:^|[\s`'"(])\/\/[\w-]+\.\w|\bwww\.|\bmailto:|\bdata:[a-z]|\b(?:javascript|vbscript|vscode(?:-insiders)?|command|file|blob|ms-[a-z]+):\S/i,
    'a URL',
  ],
  [
    /\b[a-z0-9-]+(?:\.|\[\.\]|\(dot\))(?:com|org|xyz|ru|cn|biz|info|onion|example|invalid)\b|\[\.\]|\b[a-z0-9-]+\.(?:net|io|dev|site|online|top|app|ai|co|me|sh)\/\w/i,
    'the name of a host',
  ],
  [/!?\[[^\]]*\]\s*\(|^\s*\[[^\]]+\]:/, 'a link or an image'],
  [/\{\{|\$\{|<%|(?:^|\s)@[~/\w-]*[./][\w./-]+/, 'a placeholder or an import'],
  [
    new RegExp(
      `\\|\\s*(?:(?:\\S*\\/)?(?:sudo|doas|env|xargs|command|nohup|time|exec)\\s+(?:-\\S+\\s+)*)*(?:\\S*\\/)?(?:${INTERPRETER})\\b`,
      'i',
    ),
    'a pipe into a shell or interpreter',
  ],
  [/\bpip(?:e|ed|ing)\b[^.;]{0,40}\b(?:shell|bash|sh|zsh|interpreter|python3?|node)\b/i, 'a pipe into a shell or interpreter'],
  [
    /\beval\b|\bexec\s*\(|\$\(|[<>]\(|\bsource\s+[./~$]\S*|(?:^|[`;&]\s*)\.\s+[./~$]\S*|\bInvoke-Expression\b|\b(?:ba|z|da|k)?sh\s+-\w*c\b|\b(?:python[\d.]*|node|deno|bun|ruby|perl|php)\s+-\w*[ce]\b/i,
    'text that is run as a command',
  ],
  [
    /\b(?:base64|xxd|openssl\s+enc|uudecode|atob|rot13|unhexlify)\b|(?:\\x[0-9a-f]{2}){2,}|(?:\\u[0-9a-f]{4}){2,}|(?:%[0-9a-f]{2}){3,}|[A-Za-z0-9+_-]{40,}={0,2}|[A-Za-z0-9+/]{32,}={1,2}|\b[0-9a-f]{32,}\b|\bdecod(?:e|ing)\b[^.;]{0,30}\b(?:run|execute|hex|it)\b/i,
    'an encoded blob',
  ],
  [/\b(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{24,}={0,2}/, 'an encoded blob'],
  [
    /\b(?:sudo|doas|pkexec|su\s+(?:-|root)|runas|setuid)(?![\w])|\bas (?:root|(?:an? )?admin(?:istrator)?)\b|\b(?:elevated|root|admin(?:istrator)?) (?:rights|privileges?|permissions?|access|shell)\b|\bchmod\s+(?:-R\s+)?(?:[0-7]*7{2,}|[ugoa]*\+\w*[xs])/i,
    'raised rights',
  ],
  [
    /\b(?:password|passwd|passphrase|api[_ -]?keys?|secrets?|credentials?|(?:private|ssh|signing|access)[_ -]?keys?|bearer|(?:access|auth|api|session|bot)[_ -]?tokens?|id_rsa|keychain|usernames?)\b|(?:^|[\s/`'"])\.(?:env(?:\.\w+)?|ssh|aws|netrc|npmrc|pypirc)\b|\/etc\/(?:passwd|shadow)|\blog(?:ging)? in (?:as|with)\b/i,
    'credentials',
  ],
  [/\b[A-Z0-9_]*(?:SECRET|TOKEN|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY)[A-Z0-9_]*\b/, 'credentials'],
  [
    /\b(?:print|show|echo|log|dump|reveal|paste|copy|read out)\b[^.;]{0,25}\b(?:(?:the|your|its|a|my) tokens?\b(?! (?:of|in|per))|environment variables?)/i,
    'credentials',
  ],
  [/\b(?:sk|pk|ghp|gho|ghs|xox[abp]|AKIA|AIza|glpat)[-_][A-Za-z0-9_-]{8,}|\bAKIA[0-9A-Z]{12,}/, 'a key'],
  [
    new RegExp(
      `\\b(?:skip|disable|ignore|bypass|delete|remove|omit|avoid|silence|suppress|mute|weaken|comment out|leave out|turn off|switch off|without(?: running)?|no need (?:to|for)|stop running|(?:never|do not|don'?t) (?:run|ask for|bother with|wait for|need|request))\\b[^.;]{0,40}\\b(?:${GUARDS})\\b`,
      'i',
    ),
    'advice against tests, approvals or the sandbox',
  ],
  [
    new RegExp(
      `\\b(?:${GUARDS})\\b[^.;]{0,25}\\b(?:skipped|ignored|disabled|optional|unnecessary|needless|left out|removed|deleted|bypassed|not (?:be )?(?:needed|required|necessary|run)|(?:turned|switched|kept|stay) (?:out|off))\\b|\\b(?:turn|switch|shut)\\b[^.;]{0,25}\\b(?:${GUARDS})\\b[^.;]{0,10}\\boff\\b|\\b(?:leave|keep) the (?:tests|checks) out\\b`,
      'i',
    ),
    'advice against tests, approvals or the sandbox',
  ],
  [
    /\b(?:accept|approve|allow|grant|confirm)\b[^.;]{0,15}\b(?:all|every|any(?:thing)?|each)\b|\b(?:never|not|n't|without)\b[^.;]{0,15}\bask(?:ing)?\b[^.;]{0,25}\b(?:user|people|anyone|confirmation|permission|approval|before|first)\b|\b(?:outside|leave|escape|exit) (?:of )?(?:the )?sandbox\b/i,
    'advice against tests, approvals or the sandbox',
  ],
  [
    /\b(?:it|test|describe|suite)\.(?:skip|todo)\b|\bpytest\.mark\.(?:skip|xfail)|\bt\.Skip\b|\bxit\(|#\s*noqa|\beslint-disable|@ts-(?:ignore|nocheck|expect-error)|\btype:\s*ignore|\bnolint\b|\|\|\s*(?:true|:)|\bset \+e\b|\bcommit\s+(?:-\w+\s+)*-\w*n\b/,
    'a way around tests or checks',
  ],
  [
    /--(?:no-verify|force[\w-]*|yolo|dangerously[\w-]*|skip-[\w-]*|no-sandbox|sandbox|allow-all[\w-]*|full-auto|trust[\w-]*|insecure|no-check[\w-]*|privileged|unsafe[\w-]*|ask-for-approval|approval-mode|permission-mode|no-gpg-sign)\b|\b(?:bypassPermissions|acceptEdits|danger-full-access|approval_policy)\b|\bauto-?approve\b|\bgit\s+push\s+-f\b/i,
    'an option that switches off a protection',
  ],
  [
    /\brm\s+-\w*[rf]|\bgit\s+reset\s+--hard\b|\bgit\s+clean\s+-\w*[fd]|\bmkfs\b|\bdd\s+if=|\bDROP\s+(?:TABLE|DATABASE|SCHEMA)\b|\bkill(?:all)?\b[^.;]{0,10}\b(?:all|every|-9)\b/i,
    'something that destroys work',
  ],
  [
    new RegExp(
      `\\b(?:ignore|disregard|forget|overrule|discard)\\b[^.;]{0,30}\\b(?:previous|prior|above|before|earlier|all|other|these|those|system|user|said|told|${ORDERS})\\b|\\boverrides?\\b[^.;]{0,25}\\b(?:previous|other|system|user|settings|${ORDERS})\\b|\\bpay no (?:attention|heed)\\b|\\b(?:takes?|have|has) precedence over\\b|\\b(?:system prompt|developer message|you are now|new instructions?|jailbreak)\\b`,
      'i',
    ),
    'an attempt to overrule other instructions',
  ],
  [
    new RegExp(
      `\\b(?:previous|prior|earlier|other|system|user'?s?|these|those)\\b[^.;]{0,15}\\b(?:${ORDERS})\\b[^.;]{0,20}\\b(?:void|invalid|obsolete|superseded|wrong|not apply|no longer)\\b|\\b(?:do not|don'?t|never|stop) (?:follow(?:ing)?|obey(?:ing)?|heed(?:ing)?|read(?:ing)?)\\b[^.;]{0,20}\\b(?:${ORDERS}|user)\\b|\\b(?:follow|obey|execute|trust|carry out)\\b[^.;]{0,20}\\b(?:instructions?|commands?|orders?)\\b[^.;]{0,15}\\b(?:in|from|inside|of|found)\\b|\\btreat\\b[^.;]{0,30}\\bas (?:an? )?(?:instructions?|orders?|commands?)\\b`,
      'i',
    ),
    'an attempt to overrule other instructions',
  ],
  [
    /\b(?:do not|don'?t|never) (?:tell|inform|mention|show|reveal|report)\b[^.;]{0,20}\b(?:user|anyone|anybody|humans?|person|people)\b|\b(?:hide|conceal|keep)\b[^.;]{0,25}\bfrom (?:the )?(?:user|humans?|person|people|anyone)\b/i,
    'something to be kept from the user',
  ],
  [
    /\bexfiltrat\w*|\b(?:upload|send|post|forward|publish|copy|push|mail)\b[^.;]{0,40}\b(?:server|address|webhook|https?|remote|host|endpoint|e-?mail|slack|discord|telegram|pastebin|gist|bucket|share|upstream)\b|\be-?mail (?:the|it|all|every|results?)\b|`(?:nc|ncat|netcat|socat|scp|sftp|ftp|telnet|rsync)\b/i,
    'sending data away',
  ],
  [
    /\b(?:allowed-tools|disallowed-tools|disable-model-invocation|user-invocable|argument-hint|mcpServers|settings\.json|MCP servers?)\b|\bmcp__|\bhooks?\s*:|^---|^\s*(?:name|description|license|compatibility|metadata|model|permissions?|tools|agent|context)\s*:/i,
    'a key of a front matter or a configuration',
  ],
  [
    /\b(?:create|write|save|add|install|download|fetch|put|place|set up|register)\b[^.;]{0,30}\b(?:scripts?|executables?|binary|binaries|cron(?:tab| job)?|startup|login item|launch agent|daemon|shell profile|bashrc|extensions?|plugins?|(?:git|pre-commit|post-commit|shell) hooks?|alias(?:es)?)\b|\b(?:create|write|save|download)\b[^.;]{0,20}\.(?:sh|bash|zsh|ps1|bat|cmd|exe)\b|\.(?:bashrc|zshrc|profile|bash_profile|zprofile)\b/i,
    'a new script or program',
  ],
];
