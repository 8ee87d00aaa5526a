import { createHandlers } from '../../src/worker/createHandlers.ts';
import type { CallContext } from '../../src/worker/callServer.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panelMessages.ts';

const CONTEXT: CallContext = { signal: new AbortController().signal, progress: () => undefined, breathe: async () => undefined };
const SETTINGS = { prices: [] };

/** Answers the page's questions about a session file with the real core, without an editor between them. */
export function answerFromCore(path: string, other = path): (message: FromPanel) => Promise<ToPanel[]> {
  const handlers = createHandlers({ version: 'test', log: () => undefined });
  const request = { path, settings: SETTINGS };
  const answer = async (message: FromPanel): Promise<ToPanel[]> => {
    switch (message.type) {
      case 'ready': {
        const trace = await handlers.panelTrace(request, CONTEXT);
        return [
          { type: 'hello', texts: {} },
          { type: 'loading', text: 'Reading' },
          { type: 'trace', trace, models: [...Object.keys(trace.summary.models), 'claude-haiku-4-5'], linked: [] },
        ];
      }
      case 'detail':
        return [{ type: 'detail', detail: await handlers.panelDetail({ ...request, node: message.node }, CONTEXT) }];
      case 'whatIf':
        return [{ type: 'whatIf', id: message.id, bill: await handlers.whatIf({ ...request, change: message.change }, CONTEXT) }];
      case 'compare':
        return [{ type: 'comparison', comparison: await handlers.compare({ settings: SETTINGS, paths: [path], with: [other] }, CONTEXT) }];
      default:
        return [];
    }
  };
  return async (message) => {
    try {
      return await answer(message);
    } catch (error) {
      return [{ type: 'failed', about: 'detail', text: String(error) }];
    }
  };
}
