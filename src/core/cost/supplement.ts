import type { PriceOverride } from './priceEntry.ts';

/** Edition of our own tables (supplement.ts, multipliers.ts). */
export const SUPPLEMENT_EDITION = '2026-11';

/** The moment that stands for "now" where a call has no time: the tables' own date, because the core knows no clock. */
export const SUPPLEMENT_DATE = '2026-11-01';

const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';
const ZAI = 'https://docs.z.ai/guides/overview/pricing';
const DEEPSEEK = 'https://api-docs.deepseek.com/quick_start/pricing';

/** Published prices that genai-prices lacks or states wrongly. An entry wins over that table while it holds. */
export const SUPPLEMENT: readonly PriceOverride[] = [
  // The 1M-token beta of Sonnet 4 bills the whole request at twice the input and 1.5 times the output rate above 200,000 tokens.
  {
    provider: 'anthropic',
    model: 'claude-sonnet-4',
    from: '2025-08-12',
    perMillion: {
      input: 3,
      cacheRead: 0.3,
      cacheWrite5m: 3.75,
      cacheWrite1h: 6,
      output: 15,
    },
    above: [
      {
        tokens: 200_000,
        perMillion: {
          input: 6,
          cacheRead: 0.6,
          cacheWrite5m: 7.5,
          cacheWrite1h: 12,
          output: 22.5,
        },
      },
    ],
    webSearchesPer1000: 10,
    source: ANTHROPIC,
  },
  // Before the cut of 2025-06-10 cached input cost 2.50; the table carries today's 0.50 back.
  {
    provider: 'openai',
    model: 'o3',
    until: '2025-06-10',
    perMillion: { input: 10, cacheRead: 2.5, output: 40 },
    webSearchesPer1000: 10,
    source: 'https://openai.com/index/introducing-o3-and-o4-mini/',
  },
  // No hours of the day before 2025-02-26 16:30 UTC and none after 2025-09-05 16:00 UTC.
  {
    provider: 'deepseek',
    model: 'deepseek-chat',
    from: '2025-02-08T16:00Z',
    until: '2025-02-26T16:30Z',
    perMillion: { input: 0.27, cacheRead: 0.07, output: 1.1 },
    source: DEEPSEEK,
  },
  {
    provider: 'deepseek',
    model: 'deepseek-reasoner',
    until: '2025-02-26T16:30Z',
    perMillion: { input: 0.55, cacheRead: 0.14, output: 2.19 },
    source: DEEPSEEK,
  },
  ...['deepseek-chat', 'deepseek-reasoner'].flatMap((model): PriceOverride[] => [
    {
      provider: 'deepseek',
      model,
      from: '2025-09-05T16:00Z',
      until: '2025-09-29T10:00Z',
      perMillion: { input: 0.56, cacheRead: 0.07, output: 1.68 },
      source: DEEPSEEK,
    },
    {
      provider: 'deepseek',
      model,
      from: '2025-09-29T10:00Z',
      perMillion: { input: 0.28, cacheRead: 0.028, output: 0.42 },
      source: DEEPSEEK,
    },
  ]),
  ...['glm-4.5', 'glm-4.6', 'glm-4.7'].map((model): PriceOverride => ({
    provider: 'zai',
    model,
    perMillion: { input: 0.6, cacheRead: 0.11, output: 2.2 },
    source: ZAI,
  })),
  {
    provider: 'zai',
    model: 'glm-4.5-air',
    perMillion: { input: 0.2, cacheRead: 0.03, output: 1.1 },
    source: ZAI,
  },
  {
    provider: 'zai',
    model: 'glm-5',
    from: '2026-02-11',
    perMillion: { input: 1, cacheRead: 0.2, output: 3.2 },
    source: ZAI,
  },
  {
    provider: 'zai',
    model: 'glm-5.1',
    from: '2026-04-06',
    perMillion: { input: 1.4, cacheRead: 0.26, output: 4.4 },
    source: ZAI,
  },
];
