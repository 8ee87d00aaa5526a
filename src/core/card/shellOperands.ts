import { ANYWHERE, resolvePath } from './places.ts';
import type { ShellWord } from './splitShell.ts';

/** The places that operands name. Where there are none: the folder itself for programs that take it by default. */
export function places(operands: readonly ShellWord[], cwd: string | undefined, folderByDefault: boolean): string[] {
  if (operands.length === 0) return folderByDefault ? [cwd ? resolvePath('.', cwd) : ANYWHERE] : [];
  return operands.map((o) => {
    if (!o.dynamic) return resolvePath(o.text, cwd);
    // What stands before the first wildcard still names a folder; a variable names nothing.
    const fixed = /^[^*?[{$`]*\//.exec(o.text)?.[0];
    return fixed && !/[$`]/.test(o.text) ? resolvePath(fixed, cwd) : ANYWHERE;
  });
}

/** Operands that name files: options go, and so does the pattern or program that some tools take first. */
export function operandsOf(name: string, args: readonly ShellWord[]): ShellWord[] {
  const takesPattern = /^(?:[efz]?grep|rg|ag|ack|jq|tr|fd)$/.test(name);
  const operands: ShellWord[] = [];
  let patternByOption = false;
  let recursive = name === 'rg' || name === 'ag' || name === 'ack' || name === 'fd';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as ShellWord;
    if (!arg.text.startsWith('-') || arg.text === '-') {
      operands.push(arg);
      continue;
    }
    if (/^-\w*[rR]\w*$/.test(arg.text) || arg.text === '--recursive') recursive = true;
    if (/^(?:-e|-f|--regexp|--file)$/.test(arg.text) && takesPattern) {
      patternByOption = true;
      i++;
    } else if (
      /^-[ABCmntgjdk]$|^-(?:max-count|glob|type)$/.test(arg.text) &&
      /^[\d.,*!]|^[a-z]+$/.test(args[i + 1]?.text ?? '') &&
      !/^(?:ls|cat|wc|diff|stat)$/.test(name)
    ) {
      i++;
    }
  }
  if (takesPattern && !patternByOption) operands.shift();
  if (takesPattern && operands.length === 0 && recursive) operands.push({ text: '.', dynamic: false });
  return operands.filter((o) => o.text !== '-' && !(name.startsWith('[') && o.text === ']'));
}
