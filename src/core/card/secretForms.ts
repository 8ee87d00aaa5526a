/**
 * How the issuers of keys shape them, from their own documentation: a prefix that nothing else bears, then the key. Each form is the part of
 * a regular expression that follows the start of a word; no form may begin to match again inside its own match, so that time grows with
 * the text alone. Digests, commit ids and UUIDs bear no such prefix.
 */
export const ISSUED_KEYS: readonly string[] = [
  // Models: Anthropic, OpenAI, OpenRouter, DeepSeek and others that took over "sk-"; a class name in CSS has no digit.
  'sk-(?=[\\w-]{0,200}\\d)[\\w-]{20,}',
  '(?:gsk|xai|pplx|tvly|fc|e2b|r8|hf|api_org|fw|lsv2_pt|lsv2_sk|nvapi|sk_car|csk)[_-](?=[\\w-]{0,200}\\d)[\\w-]{20,}',
  // Code hosts, their packages and their runners.
  '(?:gh[pousr]|github_pat)_\\w{20,}',
  'gl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|oas|imt|ffct)-[\\w.-]{16,}',
  'AT(?:ATT|BB|CTT)[\\w=-]{20,}',
  'npm_[A-Za-z0-9]{36}',
  'pypi-AgE[\\w-]{30,}',
  'rubygems_[0-9a-f]{40,}',
  'cio[A-Za-z0-9]{32}(?!\\w)',
  'oy2[a-z0-9]{43}(?!\\w)',
  'dckr_(?:pat|oat)_[\\w-]{20,}',
  'CLOJARS_[0-9a-f]{60}',
  'AKCp[A-Za-z0-9]{50,}',
  // Clouds and hosting.
  '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?!\\w)',
  'AIza[\\w-]{35}',
  'ya29\\.[\\w-]{20,}',
  'GOCSPX-[\\w-]{20,}',
  '1//0[\\w-]{30,}',
  'do[por]_v1_[0-9a-f]{32,}',
  '[\\w~.-]{3}[78]Q~[\\w~.-]{31,40}',
  'dapi[0-9a-f]{32}(?:-\\d)?',
  'HRKU-[\\w-]{30,}',
  'nfp_[A-Za-z0-9]{36,}',
  'sbp_[0-9a-f]{40}',
  'pscale_(?:tkn|pw|oauth)_[\\w.-]{30,}',
  'fm[12]_[\\w+/=-]{40,}',
  'rnd_[A-Za-z0-9]{28,}',
  // Secrets kept by services that keep secrets, and what runs infrastructure.
  'hv[sbr]\\.[\\w-]{20,}',
  '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w-]{40,}',
  'dp\\.(?:pt|st|sa|ct|scim|audit)\\.[\\w.-]{30,}',
  'ops_eyJ[\\w=-]{40,}',
  'pul-[0-9a-f]{40}',
  'gl(?:sa|c)_[\\w=+/-]{30,}',
  'NRAK-[A-Z0-9]{24,}',
  'sntry[su]_[\\w=+/-]{30,}',
  '(?:AGE-SECRET-KEY-1|age-secret-key-1)[A-Za-z0-9]{30,}',
  // Chat.
  'xox[abeoprs]-[A-Za-z0-9-]{10,}',
  'xapp-\\d-[A-Za-z0-9-]{20,}',
  '\\d{8,10}:AA[\\w-]{32,}',
  '[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}',
  // Money, mail and shops.
  '[spr]k_(?:live|test)_[A-Za-z0-9]{10,}',
  'whsec_[A-Za-z0-9+/=]{16,}',
  'sq0(?:atp|csp|idp)-[\\w-]{22,}',
  'EAAA[\\w-]{56,}',
  'shp(?:at|ss|ca|pa|ua|tka)_[0-9a-fA-F]{32}',
  'SG\\.[\\w-]{16,}\\.[\\w-]{16,}',
  'key-[0-9a-f]{32}(?!\\w)',
  'SK[0-9a-f]{32}(?!\\w)',
  'EZ[AT]K[A-Za-z0-9]{50,}',
  'access_token\\$(?:production|sandbox)\\$[0-9a-z]{16}\\$[0-9a-f]{32}',
  // Tools of the desk.
  'lin_(?:api|oauth)_[\\w-]{20,}',
  '(?:secret|ntn)_[A-Za-z0-9]{40,}',
  'fig[dour]_[\\w-]{30,}',
  'PMAK-[0-9a-f]{24}-[0-9a-f]{34}',
  '[sp]k\\.eyJ[\\w-]{20,}\\.[\\w-]{20,}',
  'EAACEdEose0cBA[A-Za-z0-9]+',
  // A signed token of any issuer.
  'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}(?:\\.[\\w-]*){0,3}',
];
