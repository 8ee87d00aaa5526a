import { lookUp } from '../session/lookUp.ts';

/** A model as a trace names it, taken apart. */
export interface ModelName {
  /** Tables to look in, in order: ids of genai-prices' providers. Empty: nothing is known about who serves it. */
  vendors: string[];
  /** Lower-case id without prefixes and marks: "claude-opus-4-6". */
  id: string;
  /** Lower-case id with its vendor, as routers list it: "anthropic/claude-opus-4.6". */
  slug: string;
  /** The id itself names the fast variant ("claude-opus-4-6-fast"). */
  fast: boolean;
  /** A router's free variant (":free"). */
  free: boolean;
  /** Bedrock: "global", a region's prefix, or '' for an id that names none. Vertex: the location in a full path. Absent elsewhere. */
  region?: string;
  /** Vertex sells Claude at list price by its global endpoint alone, and nothing tells which one it was. */
  regionUntold?: true;
  /** Why the price is another's: a subscription or a gateway whose own bill is not known. */
  note?: string;
}

/** Names of providers in traces, and the table that holds their prices. A subscription has no price per call: the list price is shown, and said so. */
const PROVIDERS: Record<string, { table: string; note?: string }> = {
  anthropic: { table: 'anthropic' },
  claude: { table: 'anthropic' },
  'claude-code': { table: 'anthropic' },
  'claude-cli': { table: 'anthropic', note: 'list price of the API' },
  openai: { table: 'openai' },
  'openai-responses': { table: 'openai' },
  'openai-codex': {
    table: 'openai',
    note: 'list price of the API; openai-codex is a subscription',
  },
  codex: { table: 'openai' },
  google: { table: 'google' },
  gemini: { table: 'google' },
  'google-generative-ai': { table: 'google' },
  'google-gemini-cli': { table: 'google', note: 'list price of the API' },
  'google-antigravity': { table: 'google', note: 'list price of the API' },
  'google-vertex': { table: 'google' },
  'google-vertex-anthropic': { table: 'google' },
  'anthropic-vertex': { table: 'google' },
  vertex: { table: 'google' },
  vertex_ai: { table: 'google' },
  'gcp.vertex_ai': { table: 'google' },
  'gcp.gemini': { table: 'google' },
  'gcp.gen_ai': { table: 'google' },
  bedrock: { table: 'aws' },
  'amazon-bedrock': { table: 'aws' },
  'aws.bedrock': { table: 'aws' },
  aws: { table: 'aws' },
  azure: { table: 'azure' },
  'azure-openai': { table: 'azure' },
  'azure-openai-responses': { table: 'azure' },
  'azure.ai.openai': { table: 'azure' },
  'azure.ai.inference': { table: 'azure' },
  openrouter: { table: 'openrouter' },
  'github-copilot': {
    table: 'github-copilot',
    note: 'list price; Copilot bills by plan',
  },
  copilot: {
    table: 'github-copilot',
    note: 'list price; Copilot bills by plan',
  },
  deepseek: { table: 'deepseek' },
  zai: { table: 'zai' },
  'z-ai': { table: 'zai' },
  'z.ai': { table: 'zai' },
  zhipu: { table: 'zai' },
  xai: { table: 'x-ai' },
  'x-ai': { table: 'x-ai' },
  x_ai: { table: 'x-ai' },
  moonshot: { table: 'moonshotai' },
  moonshotai: { table: 'moonshotai' },
  'kimi-coding': { table: 'moonshotai', note: 'list price of the API' },
  mistral: { table: 'mistral' },
  mistralai: { table: 'mistral' },
  mistral_ai: { table: 'mistral' },
  groq: { table: 'groq' },
  cerebras: { table: 'cerebras' },
  fireworks: { table: 'fireworks' },
  together: { table: 'together' },
  togetherai: { table: 'together' },
  cohere: { table: 'cohere' },
  minimax: { table: 'minimax' },
  perplexity: { table: 'perplexity' },
  qwen: { table: 'qwen' },
  alibaba: { table: 'qwen' },
};

/** Nobody sends a bill for these: their models must not be priced as the vendor's of the same name. */
const LOCAL = new Set(['ollama', 'lmstudio', 'lm-studio', 'llama.cpp', 'llamacpp', 'vllm', 'local', 'mlx', 'sglang']);

/** Who makes a model, by the start of its id: used for gateways (litellm and others) whose name says nothing about the price. */
const MAKERS: [RegExp, string][] = [
  [/^claude-/, 'anthropic'],
  [/^(?:gpt-|o[134](?:-|$)|chatgpt-|codex-)/, 'openai'],
  [/^gemini-/, 'google'],
  [/^deepseek-/, 'deepseek'],
  [/^glm-/, 'zai'],
  [/^grok-/, 'x-ai'],
  [/^(?:kimi-|moonshot-)/, 'moonshotai'],
  [/^(?:mistral|codestral|devstral|magistral|ministral)-/, 'mistral'],
  [/^minimax-/, 'minimax'],
  [/^qwen/, 'qwen'],
];

const BEDROCK_ID = /^(?:(global|us|eu|apac|jp|au|ca|us-gov)\.)?(anthropic|amazon|openai|deepseek|meta|mistral|qwen|moonshot)\.(.+)$/;
const BEDROCK_ARN = /^arn:aws[^:]*:bedrock:[^:]*:\d*:[^/]+\/(.+)$/;
const PATH_PREFIX = /^(?:.*\/)?(?:publishers\/[^/]+\/models|models|deployments)\//;
const VERTEX_LOCATION = /(?:^|\/)locations\/([a-z0-9-]+)\//;
const MARKS = /\[[^\]]*\]$/;
const VARIANT = /:(free|thinking|beta|extended|nitro|floor|exacto|online)$/;

/**
 * Takes a model's name apart. Knows routers' slugs ("anthropic/claude-opus-4.6"), "models/…", Vertex "@20250514", Bedrock ids and ARNs,
 * and the marks "[1m]", "-fast", ":thinking", ":free".
 */
export function normalizeModel(provider: string | undefined, model: string): ModelName {
  let id = model.trim().toLowerCase();
  const arn = BEDROCK_ARN.exec(id);
  if (arn?.[1]) id = arn[1];
  const location = VERTEX_LOCATION.exec(id)?.[1];
  id = id.replace(MARKS, '').replace(PATH_PREFIX, '');
  let free = false;
  for (let variant = VARIANT.exec(id); variant; variant = VARIANT.exec(id)) {
    free ||= variant[1] === 'free';
    id = id.slice(0, variant.index);
  }
  const hints: string[] = [];
  const path = id.split('/');
  for (const part of path.slice(0, -1)) hints.push(part);
  id = path.at(-1) ?? '';
  const slug = path.slice(-2).join('/');

  let region: string | undefined;
  const bedrock = BEDROCK_ID.exec(id);
  if (bedrock?.[3]) {
    region = bedrock[1] ?? '';
    id = bedrock[2] === 'anthropic' || bedrock[2] === 'openai' ? bedrock[3].replace(/-v\d+(?::\d+)?$/, '') : id;
  }
  id = id.replace(/@default$/, '').replace('@', '-');
  const fast = /^claude-.*-fast$/.test(id);
  if (fast) id = id.slice(0, -'-fast'.length);

  const name: ModelName = { vendors: [], id, slug, fast, free };
  const stated = provider?.trim().toLowerCase() ?? '';
  if (LOCAL.has(stated)) return name;
  const known = lookUp(PROVIDERS, stated);
  const table = region === undefined ? known?.table : 'aws';
  const makers = [...hints.reverse().map((hint) => lookUp(PROVIDERS, hint)?.table), MAKERS.find(([form]) => form.test(id))?.[1]];
  const order = table === undefined ? makers : [table, ...(resellsOthers(table) ? makers : [])];
  name.vendors = [...new Set(order.filter((vendor) => vendor !== undefined))];
  if (table === 'aws') name.region = region ?? '';
  else if (table === 'google' && location !== undefined) name.region = location;
  else if (table === 'google') name.regionUntold = true;
  if (known?.note) name.note = known.note;
  else if (!known && stated && stated !== name.vendors[0] && name.vendors[0]) name.note = `list price; served by ${stated.slice(0, 40)}`;
  return name;
}

/** Tables of resellers list what they sell under the maker's name at (mostly) the maker's price; what they lack is looked up there. */
function resellsOthers(table: string): boolean {
  return ['openrouter', 'azure', 'google', 'aws', 'github-copilot'].includes(table);
}

/** Version of a Claude model as major * 100 + minor ("claude-opus-4-6" and "claude-4.6-opus": 406), or undefined for other models. */
export function claudeVersion(id: string): number | undefined {
  const match =
    /^claude-(?:(?:opus|sonnet|haiku|fable)-(\d{1,2})(?:[-.](\d{1,2}))?|(\d{1,2})(?:[-.](\d{1,2}))?-(?:opus|sonnet|haiku|fable))(?:-|$)/.exec(
      id,
    );
  if (!match) return undefined;
  return Number(match[1] ?? match[3]) * 100 + Number(match[2] ?? match[4] ?? 0);
}
