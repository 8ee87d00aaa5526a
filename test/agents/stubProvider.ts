import { STUB_MODEL, STUB_PRICE } from './readRecorded.ts';

/** The stub as the settings of pi and OpenClaw, which share their form, name a provider. `model` is its base address. */
export function stubProvider(model: string): object {
  return {
    baseUrl: `${model}/v1`,
    apiKey: 'stub',
    api: 'openai-completions',
    models: [
      {
        id: STUB_MODEL,
        name: STUB_MODEL,
        cost: STUB_PRICE,
        contextWindow: 200_000,
        maxTokens: 8000,
        reasoning: false,
        input: ['text'],
      },
    ],
  };
}
