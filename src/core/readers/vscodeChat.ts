import { firstDocument } from './firstDocument.ts';
import { asList, asRecord } from './json.ts';
import type { SessionFormat } from './reader.ts';
import { readChat } from './vscodeChat/readChat.ts';
import { readReplay } from './vscodeChat/readReplay.ts';

/** VS Code's chat, as "Chat: Export Chat" writes it and as the editor keeps it. It tells no tokens. */
export const vscodeChat: SessionFormat = {
  id: 'vscode-chat',
  label: 'VS Code chat',
  isDocument: true,
  recognise: (records) => {
    const record = asRecord(records[0]);
    const request = asRecord(asList(record?.['requests'])[0]);
    if (!record || !Array.isArray(record['requests'])) return 0;
    const isChat = 'responderUsername' in record || 'requesterUsername' in record;
    if (request && asRecord(request['message']) && 'response' in request) return 1;
    return isChat ? 0.8 : 0;
  },
  createReader: () => firstDocument(readChat),
};

/** Copilot Chat's log of requests (`*.chatreplay.json`), with their usage. */
export const chatReplay: SessionFormat = {
  id: 'vscode-chatreplay',
  label: 'VS Code chat replay',
  isDocument: true,
  recognise: (records) => {
    const prompt = asRecord(asList(asRecord(records[0])?.['prompts'])[0]);
    return prompt && Array.isArray(prompt['logs']) ? 1 : 0;
  },
  createReader: () => firstDocument(readReplay),
};
