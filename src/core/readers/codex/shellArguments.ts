import type { Json } from '../../session/session.ts';

/**
 * A shell's arguments with the script that is really run as the command: ["bash", "-lc", "ls -la"] becomes "ls -la". Other commands given
 * as a list stay lists: joining them would lose where one argument ends.
 */
export function readShellArguments(args: Json): Json {
  if (typeof args !== 'object' || args === null || Array.isArray(args) || !Array.isArray(args['command'])) return args;
  const [shell, flag, script, ...rest] = args['command'];
  if (typeof shell !== 'string' || !/(?:^|\/)(?:ba|z|da|k)?sh$/.test(shell)) return args;
  if ((flag !== '-lc' && flag !== '-c') || typeof script !== 'string' || rest.length > 0) return args;
  return { ...args, command: script };
}
