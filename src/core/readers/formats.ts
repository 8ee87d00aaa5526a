import { claudeCode } from './claudeCode.ts';
import { atif } from './atif.ts';
import { claudeStream } from './claudeStream.ts';
import { codex } from './codex.ts';
import { copilotCli } from './copilotCli.ts';
import { gemini } from './gemini.ts';
import { hookEvents } from './hookEvents.ts';
import { miniSwe } from './miniSwe.ts';
import { openclaw, pi } from './openclaw.ts';
import { openHands } from './openHands.ts';
import { otlp } from './otlp.ts';
import { sweAgent } from './sweAgent.ts';
import { trae } from './trae.ts';
import { chatReplay, vscodeChat } from './vscodeChat.ts';
import type { SessionFormat } from './reader.ts';

/** Every format that can be read. Another format is another file and one line here. */
export const FORMATS: readonly SessionFormat[] = [
  claudeCode,
  openclaw,
  pi,
  codex,
  miniSwe,
  trae,
  sweAgent,
  openHands,
  atif,
  gemini,
  copilotCli,
  vscodeChat,
  chatReplay,
  claudeStream,
  otlp,
  hookEvents,
];
