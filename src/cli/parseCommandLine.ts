import { parseArgs } from 'node:util';
import { messageOf } from '../core/session/messageOf.ts';
import { UsageError } from './terminal.ts';

export interface OptionSpec {
  type: 'string' | 'boolean';
}

export interface CommandLine {
  values: Readonly<Record<string, string | boolean | undefined>>;
  positionals: readonly string[];
}

/** Reads the arguments after a command's name. Throws UsageError for what the command does not know. */
export function parseCommandLine(args: readonly string[], options: Readonly<Record<string, OptionSpec>>): CommandLine {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { values: values, positionals };
  } catch (error) {
    const message = messageOf(error);
    throw new UsageError((message.split('. ')[0] ?? message).replace(/\.$/, ''));
  }
}
