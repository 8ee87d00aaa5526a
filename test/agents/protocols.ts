import { HELPER_TASK } from './script.ts';
import type { Answer } from './script.ts';
import type { Metered } from './usageMeter.ts';

/** What an agent's request says, whichever protocol it came in. */
export interface Asked {
  /** The model it named, to be named again in the answer. */
  model: string;
  offered: string[];
  /** Tool calls that the conversation has answered. */
  results: number;
  /** All that people, or harnesses in their place, said. */
  text: string;
  /** True where a parent's task follows on a copy of the parent's own conversation: then only what comes after it counts. */
  isHelper: boolean;
  /** The prompt, for its size. */
  prompt: unknown;
}

/** One server-sent event: its name, where the protocol has names, and its data. */
export type ServerEvent = [name: string, data: unknown];

/** A way of asking a model over HTTP. */
export interface Protocol {
  /** How the path of its requests ends. */
  path: string;
  read(body: Body): Asked;
  /** The whole answer as one document, and as events for who wants a stream. */
  write(answer: Answer, usage: Metered, asked: Asked, id: string): { document: unknown; events: ServerEvent[] };
}

export type Body = Record<string, unknown>;

export const anthropicMessages: Protocol = {
  path: '/messages',
  read(body) {
    const messages = listOf(body['messages']);
    const blocks = messages.flatMap(({ content }) => listOf(content));
    return {
      model: textOf(body['model']),
      offered: listOf(body['tools']).map(({ name }) => textOf(name)),
      results: blocks.filter(({ type }) => type === 'tool_result').length,
      isHelper: false,
      text: messages.flatMap(({ role, content }) => (role === 'user' ? textsOf(content) : [])).join('\n'),
      prompt: [body['system'], body['tools'], body['messages']],
    };
  },
  write({ text, calls }, { prompt, cached, output }, { model }, id) {
    const plain = Math.min(3, prompt - cached);
    const written = prompt - cached - plain;
    const usage = {
      input_tokens: plain,
      cache_read_input_tokens: cached,
      cache_creation_input_tokens: written,
      // Both kinds of writes, since they differ in price.
      cache_creation: { ephemeral_5m_input_tokens: written % 100, ephemeral_1h_input_tokens: written - (written % 100) },
      output_tokens: output,
      service_tier: 'standard',
    };
    const content = [
      { type: 'text', text },
      ...calls.map(({ name, args }, i) => ({ type: 'tool_use', id: `toolu_${id}_${i}`, name, input: args })),
    ];
    const stop_reason = calls.length > 0 ? 'tool_use' : 'end_turn';
    const head = { id: `msg_${id}`, type: 'message', role: 'assistant', model, stop_sequence: null };
    const blocks = content.flatMap((block, index): ServerEvent[] => [
      [
        'content_block_start',
        { type: 'content_block_start', index, content_block: 'input' in block ? { ...block, input: {} } : { ...block, text: '' } },
      ],
      [
        'content_block_delta',
        {
          type: 'content_block_delta',
          index,
          delta: 'input' in block ? { type: 'input_json_delta', partial_json: JSON.stringify(block.input) } : { type: 'text_delta', text },
        },
      ],
      ['content_block_stop', { type: 'content_block_stop', index }],
    ]);
    return {
      document: { ...head, content, stop_reason, usage },
      events: [
        // A stream begins with an output of one token: who keeps the first usage is wrong.
        [
          'message_start',
          { type: 'message_start', message: { ...head, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } } },
        ],
        ...blocks,
        ['message_delta', { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage }],
        ['message_stop', { type: 'message_stop' }],
      ],
    };
  },
};

export const openaiResponses: Protocol = {
  path: '/responses',
  read(body) {
    const items = listOf(body['input']);
    const delegated = items.findLastIndex(
      (item) => item['type'] === 'agent_message' && JSON.stringify(item['content']).includes(HELPER_TASK),
    );
    return {
      model: textOf(body['model']),
      offered: listOf(body['tools']).flatMap((tool) =>
        // Codex groups the tools about agents under a name of their own.
        tool['type'] === 'namespace' ? listOf(tool['tools']).map(({ name }) => textOf(name)) : [textOf(tool['name'] ?? tool['type'])],
      ),
      results: items.slice(delegated + 1).filter(({ type }) => textOf(type).endsWith('_output')).length,
      isHelper: delegated >= 0,
      text: items.flatMap(({ role, content }) => (role === 'user' ? textsOf(content) : [])).join('\n'),
      prompt: [body['instructions'], body['tools'], items],
    };
  },
  write({ text, calls }, { prompt, cached, output }, { model }, id) {
    const items = [
      {
        type: 'message',
        id: `msg_${id}`,
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text, annotations: [] }],
      },
      ...calls.map(({ name, args }, i) => ({
        type: 'function_call',
        id: `fc_${id}_${i}`,
        call_id: `call_${id}_${i}`,
        name,
        ...(/_agent$/.test(name) && { namespace: 'collaboration' }),
        arguments: JSON.stringify(args),
        status: 'completed',
      })),
    ];
    const usage = {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: Math.floor(output / 4) },
      total_tokens: prompt + output,
    };
    const document = { id: `resp_${id}`, object: 'response', created_at: 1, model, status: 'completed', output: items, usage };
    return {
      document,
      events: [
        ['response.created', { type: 'response.created', response: { ...document, status: 'in_progress', output: [], usage: null } }],
        ...items.flatMap((item, output_index): ServerEvent[] => [
          ['response.output_item.added', { type: 'response.output_item.added', output_index, item }],
          ['response.output_item.done', { type: 'response.output_item.done', output_index, item }],
        ]),
        ['response.completed', { type: 'response.completed', response: document }],
      ],
    };
  },
};

export const openaiChat: Protocol = {
  path: '/chat/completions',
  read(body) {
    const messages = listOf(body['messages']);
    return {
      model: textOf(body['model']),
      offered: listOf(body['tools']).map((tool) => textOf((tool['function'] as Body | undefined)?.['name'] ?? tool['name'])),
      results: messages.filter(({ role }) => role === 'tool').length,
      isHelper: false,
      text: messages.flatMap(({ role, content }) => (role === 'user' ? textsOf(content) : [])).join('\n'),
      prompt: [body['tools'], messages],
    };
  },
  write({ text, calls }, { prompt, cached, output }, { model }, id) {
    const usage = {
      prompt_tokens: prompt,
      completion_tokens: output,
      total_tokens: prompt + output,
      prompt_tokens_details: { cached_tokens: cached },
    };
    const tool_calls = calls.map(({ name, args }, index) => ({
      index,
      id: `call_${id}_${index}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    }));
    const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop';
    const message = { role: 'assistant', content: text, ...(calls.length > 0 && { tool_calls }) };
    const chunk = { id: `chat_${id}`, object: 'chat.completion.chunk', created: 1, model };
    return {
      document: { ...chunk, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }], usage },
      events: [
        ['', { ...chunk, choices: [{ index: 0, delta: message, finish_reason: null }] }],
        ['', { ...chunk, choices: [{ index: 0, delta: {}, finish_reason }] }],
        ['', { ...chunk, choices: [], usage }],
        ['', '[DONE]'],
      ],
    };
  },
};

function listOf(value: unknown): Body[] {
  return Array.isArray(value) ? value.filter((item): item is Body => typeof item === 'object' && item !== null) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a message, which is one text or a list of parts. */
function textsOf(content: unknown): string[] {
  return typeof content === 'string' ? [content] : listOf(content).map(({ text }) => textOf(text));
}
