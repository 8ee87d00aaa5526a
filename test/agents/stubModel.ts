import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicMessages, openaiChat, openaiResponses } from './protocols.ts';
import type { Asked, Body, ServerEvent } from './protocols.ts';
import { answerTo } from './script.ts';
import { UsageMeter, type Metered } from './usageMeter.ts';

const PROTOCOLS = [anthropicMessages, openaiResponses, openaiChat];

/** How much of a conversation's beginning tells it from others. */
const KEY_CHARS = 4000;

export interface StubModel {
  port: number;
  /** Requests answered so far, in order. */
  asked: { path: string; model: string; offered: number; results: number }[];
  /** Tokens of all answers so far. */
  billed: Metered;
  close(): Promise<void>;
}

/**
 * A model on loopback that answers by the script, in the three protocols that agents speak, so that real agents record real sessions without
 * network or keys. `cwd` is the folder in which the agent works.
 */
export async function startStubModel(cwd: string): Promise<StubModel> {
  const meter = new UsageMeter();
  const asked: StubModel['asked'] = [];
  const billed: Metered = { prompt: 0, cached: 0, output: 0 };
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url?.split('?')[0] ?? '';
      const protocol = request.method === 'POST' ? PROTOCOLS.find((candidate) => path.endsWith(candidate.path)) : undefined;
      if (!protocol) {
        // Lists of models, counts of tokens and signs of life: nothing that a bill depends on.
        sendJson(response, path.endsWith('/count_tokens') ? { input_tokens: 1 } : { data: [], models: [] });
        return;
      }
      const read = protocol.read(body);
      const answer = read.offered.length === 0 ? { text: 'ok', calls: [] } : answerTo({ ...read, cwd });
      asked.push({ path: protocol.path, model: read.model, offered: read.offered.length, results: read.results });
      const usage = meter.measure(keyOf(read), read.prompt, answer);
      for (const name of ['prompt', 'cached', 'output'] as const) billed[name] += usage[name];
      const { document, events } = protocol.write(answer, usage, read, `stub${asked.length}`);
      if (body['stream'] === true) sendEvents(response, events, `req_stub${asked.length}`);
      else sendJson(response, document, `req_stub${asked.length}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    billed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function keyOf({ model, text, offered }: Asked): string {
  return JSON.stringify([model, offered.length, text.slice(0, KEY_CHARS).split('\n')[0]]);
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof body === 'object' && body !== null ? (body as Body) : {};
  } catch {
    return {};
  }
}

function sendJson(response: ServerResponse, value: unknown, id = 'req_stub'): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': id });
  response.end(JSON.stringify(value));
}

function sendEvents(response: ServerResponse, events: readonly ServerEvent[], id: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': id });
  for (const [name, data] of events) {
    response.write(`${name === '' ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
}
