import { mayEndIn, type HeldText } from './heldText.ts';
import type { ToolResult } from './session.ts';

/** How shells of the known agents put an exit status into the text of a result: at its very beginning or its very end. */
const EXIT_IN_TEXT = /^(?:Exit code:? (\d+)\b)|(?:\(?(?:Command|Process) exited with (?:exit )?code:? (\d+)\)?\.?\s*$)/;

/** How far from its ends a text is looked at, in characters. */
const [AT_START, AT_END] = [40, 80];

/** The exit status that a shell's output tells in its text; undefined where it tells none. */
export function exitInText(text: string): number | undefined {
  const match = EXIT_IN_TEXT.exec(text.slice(0, AT_START)) ?? EXIT_IN_TEXT.exec(text.slice(-AT_END));
  const code = match?.[1] ?? match?.[2];
  return code === undefined ? undefined : Number(code);
}

/** False where a text is sure to tell none, which can be seen without decoding it. */
export function mayTellExit(text: Pick<HeldText, 'mayEndIn'>): boolean {
  return text.mayEndIn('exit', AT_START, AT_END);
}

/** The same of a result, whose text is decoded only where it may tell one. */
export function exitInResult(result: ToolResult): number | undefined {
  return mayEndIn(result, 'exit', AT_START, AT_END) ? exitInText(result.text) : undefined;
}
