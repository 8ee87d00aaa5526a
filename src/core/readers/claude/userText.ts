import { stripReminders } from '../../session/normalizeResult.ts';
import { asText, type JsonRecord } from '../json.ts';

/** Texts in user lines that the harness wrote. */
const HARNESS =
  /^\s*(?:<system-reminder>|<local-command-(?:stdout|stderr|caveat)>|<bash-(?:stdout|stderr)>|<task-notification>|<user-prompt-submit-hook>|<session-start-hook>|<command-(?:stdout|stderr)>|Caveat: The messages below were generated|\[Request interrupted by user|This session is being continued from a previous conversation)/;

/** True where a person wrote the text (or typed the command it wraps). */
export function isByPerson(record: JsonRecord, texts: readonly string[]): boolean {
  if (record['isMeta'] === true || record['isCompactSummary'] === true || record['isVisibleInTranscriptOnly'] === true) return false;
  return texts.some((text) => text.trim() !== '' && !HARNESS.test(text));
}

/** The request in a person's words: without the harness's blocks; of a wrapped slash command its name and arguments. */
export function requestText(texts: readonly string[]): string | undefined {
  const said = texts.filter((text) => text.trim() !== '' && !HARNESS.test(text)).join('\n');
  const name = commandName(texts);
  if (name === undefined) return asText(stripReminders(said).trim());
  const args = /<command-args>([\s\S]*?)<\/command-args>/.exec(said)?.[1]?.trim() ?? '';
  return args === '' ? undefined : `${name} ${args}`;
}

/** A bare slash command: what to call the session where nobody said more. */
export function commandName(texts: readonly string[]): string | undefined {
  return asText(/<command-name>([^<]{1,200})<\/command-name>/.exec(texts.join('\n'))?.[1]?.trim());
}

/** True for a prompt that the harness put in the place of a slash command, false for its own notices. */
export function isExpansion(texts: readonly string[]): boolean {
  return texts.some((text) => text.trim() !== '' && !HARNESS.test(text));
}
