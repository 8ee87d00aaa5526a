import { firstDocument } from './firstDocument.ts';
import { asList, asRecord } from './json.ts';
import type { SessionFormat, SessionReader } from './reader.ts';
import { beginsChatLog, ChatLog } from './vscodeChat/chatLog.ts';
import { readChat } from './vscodeChat/readChat.ts';
import { readReplay } from './vscodeChat/readReplay.ts';

/** VS Code's chat, as "Chat: Export Chat" writes it and as the editor keeps it, whole or as a log of changes. It tells no tokens. */
export const vscodeChat: SessionFormat = {
  id: 'vscode-chat',
  label: 'VS Code chat',
  isDocument: true,
  recognise: (records) => {
    if (beginsChatLog(records[0])) return 1;
    const record = asRecord(records[0]);
    const request = asRecord(asList(record?.['requests'])[0]);
    if (!record || !Array.isArray(record['requests'])) return 0;
    const isChat = 'responderUsername' in record || 'requesterUsername' in record;
    if (request && asRecord(request['message']) && 'response' in request) return 1;
    return isChat ? 0.8 : 0;
  },
  createReader: chatReader,
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

function chatReader(): SessionReader {
  const document = firstDocument(readChat);
  let log: ChatLog | undefined;
  let isFirst = true;
  return {
    record(value, place) {
      if (isFirst && beginsChatLog(value)) log = new ChatLog();
      isFirst = false;
      (log ?? document).record(value, place);
    },
    session: (source, warnings) => (log ?? document).session(source, warnings),
  };
}
