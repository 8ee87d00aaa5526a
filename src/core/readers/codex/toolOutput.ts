import type { SourcePointer, ToolResult } from '../../session/session.ts';
import { asList, asNumber, asRecord, asText } from '../json.ts';
import { resultBody } from '../resultBody.ts';

/** The head that newer versions put before a command's output; what it says differs from run to run. */
const HEAD =
  /^(?:(?:Chunk ID|Exit code|Wall time|Process exited with code|Process running with session ID|Original token count|Total output lines): ?[^\n]*\n|(?:Process exited with code|Process running with session ID) [^\n]*\n|\n)*Output:\n?/;
const EXIT_CODE = /^(?:Exit code:|Process exited with code) (-?\d+)/m;
const WALL_TIME = /^Wall time: ([\d.]+) seconds/m;
const RUNNING = /^Process running with session ID/m;

/** Sentences with which Codex itself answers instead of the tool. */
const FAILED =
  /^(?:failed in sandbox|exec_command failed|write_stdin failed|execution error|apply_patch verification failed|apply_patch handler|unsupported (?:custom tool )?call|failed to parse|tool call error|Fatal error|error:|collab \w+ failed|agent with id)/i;
const EXIT_IN_SENTENCE = /^failed in sandbox[^\n]*?\bexit code: (-?\d+)/;
const REJECTED = /^(?:exec command |patch |command )?(?:rejected|denied) by (?:the )?user|^user rejected/i;
const ABORTED = /^aborted(?: by user)?\b/i;

/**
 * The output of a tool call: a text, a JSON text {"output", "metadata": {exit_code, duration_seconds}}, an object {content, success}, or a
 * list of parts. `text` is what the tool printed, without the head that tells exit code and time; `chars` is all that the model got.
 */
export function readToolOutput(raw: unknown, at: number | undefined, source: SourcePointer): ToolResult {
  const wrapped = asRecord(raw);
  const { text: whole, images } = textOf(wrapped ? (wrapped['content'] ?? wrapped['output']) : raw);
  const chars = whole.length;
  const inner = unwrap(whole);
  const text = inner?.text ?? whole;
  const head = HEAD.exec(text)?.[0] ?? '';
  const body = text.slice(head.length);
  const isSentence = head === '' && inner === undefined;
  const exitCode = inner?.exitCode ?? numberIn(EXIT_CODE, head) ?? (isSentence ? numberIn(EXIT_IN_SENTENCE, body) : undefined);
  const seconds = inner?.seconds ?? numberIn(WALL_TIME, head);
  const failed = isSentence && FAILED.test(body);
  const refused = !isSentence ? undefined : REJECTED.test(body) ? 'rejected' : ABORTED.test(body) ? 'cancelled' : undefined;
  return resultBody(body, source, {
    at,
    chars,
    images,
    isError: wrapped?.['success'] === false || (failed && refused === undefined),
    exitCode,
    refused,
    status: RUNNING.test(head) ? 'running' : undefined,
    error: failed ? body : undefined,
    durationMs: seconds === undefined ? undefined : Math.round(seconds * 1000),
  });
}

function textOf(raw: unknown): { text: string; images: number } {
  if (typeof raw === 'string') return { text: raw, images: 0 };
  const parts = asList(raw).map(asRecord);
  return {
    text: parts.map((part) => asText(part?.['text']) ?? '').join(''),
    images: parts.filter((part) => part?.['type'] === 'input_image').length,
  };
}

function unwrap(text: string): { text: string; exitCode: number | undefined; seconds: number | undefined } | undefined {
  if (!text.startsWith('{"output":')) return undefined;
  try {
    const value = asRecord(JSON.parse(text));
    const metadata = asRecord(value?.['metadata']);
    if (typeof value?.['output'] !== 'string') return undefined;
    return { text: value['output'], exitCode: asNumber(metadata?.['exit_code']), seconds: asNumber(metadata?.['duration_seconds']) };
  } catch {
    return undefined;
  }
}

function numberIn(pattern: RegExp, text: string): number | undefined {
  const match = pattern.exec(text);
  return match ? Number(match[1]) : undefined;
}
