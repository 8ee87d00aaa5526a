import { messageOf } from '../core/session/messageOf.ts';
import { HELP } from './help.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

type Command = (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;

/** Each is loaded when it is asked for: who wants to know a cost waits for no card. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  cost: async () => (await import('./runCost.ts')).runCost,
  card: async () => (await import('./runCard.ts')).runCard,
  distill: async () => (await import('./runDistill.ts')).runDistill,
  effect: async () => (await import('./runEffect.ts')).runEffect,
  sessions: async () => (await import('./runSessions.ts')).runSessions,
  mark: async () => (await import('./runMark.ts')).runMark,
  validate: async () => (await import('./runValidate.ts')).runValidate,
};

/** Runs one command line (without the program's own name) and tells the exit status. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined) {
    terminal.err(HELP);
    return 2;
  }
  const options = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length);
  if (name === 'help' || options.includes('--help') || options.includes('-h')) {
    terminal.out(HELP);
    return 0;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`${VERSION}\n`);
    return 0;
  }
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(`unknown command '${name}'; the commands are ${Object.keys(COMMANDS).join(', ')}`);
    return await (
      await command()
    )(rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`clawtrace: ${printable(error.message)}\nRun 'clawtrace --help' for how to use it.\n`);
      return 2;
    }
    terminal.err(`clawtrace: ${printable(messageOf(error))}\n`);
    return 1;
  }
}
