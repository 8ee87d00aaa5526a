import { HELP } from './help.ts';
import { runCard } from './runCard.ts';
import { runCost } from './runCost.ts';
import { runDistill } from './runDistill.ts';
import { runMark } from './runMark.ts';
import { runSessions } from './runSessions.ts';
import { runValidate } from './runValidate.ts';
import { printable, UsageError } from './terminal.ts';
import type { ExitCode, Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

type Command = (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;

const COMMANDS: Readonly<Record<string, Command>> = {
  cost: runCost,
  card: runCard,
  distill: runDistill,
  sessions: runSessions,
  mark: runMark,
  validate: runValidate,
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
    return await command(rest, terminal);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`clawtrace: ${printable(error.message)}\nRun 'clawtrace --help' for how to use it.\n`);
      return 2;
    }
    terminal.err(`clawtrace: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return 1;
  }
}
