import type { Line } from './make.ts';

/** Records of a Codex rollout, made by hand. */

const START = Date.UTC(2026, 0, 5, 10);

/** A record `seconds` after the session's start. */
export function line(seconds: number, type: string, payload: Record<string, unknown>): Record<string, unknown> {
  return { timestamp: new Date(START + seconds * 1000).toISOString(), type, payload };
}

export function head(more: Record<string, unknown> = {}, seconds = 0): Line {
  const timestamp = new Date(START).toISOString();
  return line(seconds, 'session_meta', {
    id: 'own',
    timestamp,
    cwd: '/home/me/shop',
    cli_version: '0.58.0',
    model_provider: 'openai',
    ...more,
  });
}

export const turn = (seconds: number, model = 'gpt-5-codex'): Line => line(seconds, 'turn_context', { model, cwd: '/home/me/shop' });

export const ask = (seconds: number, text: string): Line =>
  line(seconds, 'response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text }] });

export const say = (seconds: number, text: string): Line =>
  line(seconds, 'response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });

export const call = (seconds: number, id: string, name: string, args: unknown): Line =>
  line(seconds, 'response_item', { type: 'function_call', name, call_id: id, arguments: JSON.stringify(args) });

export const output = (seconds: number, id: string, text: unknown): Line =>
  line(seconds, 'response_item', { type: 'function_call_output', call_id: id, output: text });

export type Tokens = [input: number, cached: number, output: number, more?: Record<string, number>];

export function tokens([input, cached, out, more]: Tokens): Record<string, number> {
  return { input_tokens: input, cached_input_tokens: cached, output_tokens: out, reasoning_output_tokens: 0, ...more };
}

export function counted(seconds: number, total: Tokens, last: Tokens): Line {
  return line(seconds, 'event_msg', { type: 'token_count', info: { total_token_usage: tokens(total), last_token_usage: tokens(last) } });
}
