/** One word of a command line with its quotes removed. */
export interface ShellWord {
  text: string;
  /** True where a variable, a substitution or a wildcard decides what the word really is. */
  dynamic: boolean;
}

export interface Redirect {
  kind: 'read' | 'write';
  target: ShellWord;
}

/** What joins a command to the one before it; '' for the first. */
export type Joint = '' | '&&' | '||' | ';' | '|' | '&';

export interface SimpleCommand {
  joint: Joint;
  words: ShellWord[];
  redirects: Redirect[];
}

export interface ShellScript {
  commands: SimpleCommand[];
  /** True where the text uses syntax that this splitter does not follow; then nothing may be concluded from `commands`. */
  opaque: boolean;
}

const MAX_DEPTH = 4;
const OPAQUE_WORDS = new Set(['case', 'esac', 'select', 'function', 'coproc', 'eval', 'source', '.', 'trap']);
const DROPPED_WORDS = new Set(['if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', '!', '{', '}', 'time']);

/**
 * Splits a POSIX-like command line into simple commands: quotes, `&&`, `||`, `;`, `|`, redirections, here-documents, subshells and
 * command substitutions (whose commands are listed too). Nothing is ever run or expanded.
 */
export function splitShell(source: string): ShellScript {
  const splitter = new Splitter(source, 0);
  return splitter.split();
}

class Splitter {
  private readonly source: string;
  private readonly depth: number;
  private pos = 0;
  private opaque = false;
  private readonly commands: SimpleCommand[] = [];
  private current: SimpleCommand = { joint: '', words: [], redirects: [] };
  private word: ShellWord | undefined;
  private pending: 'read' | 'write' | 'heredoc' | 'ignore' | undefined;
  private heredocs: string[] = [];

  constructor(source: string, depth: number) {
    this.source = source;
    this.depth = depth;
    if (depth > MAX_DEPTH) this.opaque = true;
  }

  split(): ShellScript {
    while (!this.opaque && this.pos < this.source.length) this.step();
    this.endCommand(';');
    return { commands: this.commands, opaque: this.opaque };
  }

  private step(): void {
    const c = this.source[this.pos] as string;
    const next = this.source[this.pos + 1] ?? '';
    switch (c) {
      case ' ':
      case '\t':
      case '\r':
        this.endWord();
        this.pos++;
        return;
      case '\n':
        this.endCommand(';');
        this.pos++;
        this.skipHeredocs();
        return;
      case '#':
        if (this.word) return this.take(c);
        while (this.pos < this.source.length && this.source[this.pos] !== '\n') this.pos++;
        return;
      case "'":
        return this.singleQuoted();
      case '"':
        return this.doubleQuoted();
      case '\\':
        if (next === '\n') this.pos += 2;
        else this.take(next, 2);
        return;
      case '$':
      case '`':
        return this.expansion();
      case '*':
      case '?':
      case '[':
        this.take(c);
        if (c !== '[' || !/^\[+$/.test(this.word?.text ?? '')) this.markDynamic();
        return;
      case ';':
        this.endCommand(';');
        this.pos += next === ';' ? 2 : 1;
        return;
      case '|':
        this.endCommand(next === '|' ? '||' : '|');
        this.pos += next === '|' || next === '&' ? 2 : 1;
        return;
      case '&':
        if (next === '>') return this.redirect('write', this.source[this.pos + 2] === '>' ? 3 : 2);
        this.endCommand(next === '&' ? '&&' : '&');
        this.pos += next === '&' ? 2 : 1;
        return;
      case '(':
        // A parenthesis glued to a word is a function definition or an array.
        if (this.word) this.opaque = true;
        this.endCommand(';');
        this.pos++;
        return;
      case ')':
        this.endCommand(';');
        this.pos++;
        return;
      case '<':
        return this.inputRedirect(next);
      case '>':
        return this.outputRedirect(next);
      default:
        return this.take(c);
    }
  }

  private take(text: string, advance = 1): void {
    this.word ??= { text: '', dynamic: false };
    this.word.text += text;
    this.pos += advance;
  }

  private markDynamic(): void {
    this.word ??= { text: '', dynamic: false };
    this.word.dynamic = true;
  }

  private singleQuoted(): void {
    const end = this.source.indexOf("'", this.pos + 1);
    if (end < 0) this.opaque = true;
    else this.take(this.source.slice(this.pos + 1, end), end + 1 - this.pos);
  }

  private doubleQuoted(): void {
    this.take('');
    while (this.pos < this.source.length) {
      const c = this.source[this.pos] as string;
      if (c === '"') {
        this.pos++;
        return;
      }
      if (c === '\\') this.take(this.source[this.pos + 1] ?? '', 2);
      else if (c === '$' || c === '`') this.expansion();
      else this.take(c);
      if (this.opaque) return;
    }
    this.opaque = true;
  }

  private expansion(): void {
    const rest = this.source.slice(this.pos, this.pos + 3);
    if (rest.startsWith('`')) {
      const end = this.source.indexOf('`', this.pos + 1);
      if (end < 0) this.opaque = true;
      else this.nested(this.source.slice(this.pos + 1, end), end + 1);
    } else if (rest.startsWith('$((')) {
      const end = this.source.indexOf('))', this.pos);
      if (end < 0) this.opaque = true;
      else this.dynamicText(end + 2);
    } else if (rest.startsWith('$(')) {
      const end = closingParenthesis(this.source, this.pos + 2);
      if (end < 0) this.opaque = true;
      else this.nested(this.source.slice(this.pos + 2, end), end + 1);
    } else if (rest.startsWith('${')) {
      const end = this.source.indexOf('}', this.pos);
      if (end < 0) this.opaque = true;
      else this.dynamicText(end + 1);
    } else if (rest.startsWith("$'")) {
      this.pos++;
      this.singleQuoted();
      this.markDynamic();
    } else {
      const name = /^\$(\w+|[?!#@*$-])?/.exec(this.source.slice(this.pos, this.pos + 80));
      const length = name?.[0].length ?? 1;
      if (length === 1) this.take('$');
      else this.dynamicText(this.pos + length);
    }
  }

  private dynamicText(end: number): void {
    this.take(this.source.slice(this.pos, end), end - this.pos);
    this.markDynamic();
  }

  private nested(text: string, end: number): void {
    const inner = new Splitter(text, this.depth + 1).split();
    if (inner.opaque) this.opaque = true;
    // Substituted commands run first, so they stand before the command that uses them.
    for (const command of inner.commands) this.commands.push({ ...command, joint: this.commands.length > 0 ? command.joint || ';' : '' });
    this.dynamicText(end);
  }

  private inputRedirect(next: string): void {
    if (next === '(') {
      this.opaque = true;
    } else if (next === '<') {
      const third = this.source[this.pos + 2];
      if (third === '<') return this.redirect('ignore', 3);
      this.redirect('heredoc', third === '-' ? 3 : 2);
    } else {
      this.redirect('read', 1);
    }
  }

  private outputRedirect(next: string): void {
    if (next === '(') {
      this.opaque = true;
      return;
    }
    if (next === '&') return this.redirect('ignore', 2);
    this.redirect('write', next === '>' || next === '|' ? 2 : 1);
  }

  private redirect(kind: 'read' | 'write' | 'heredoc' | 'ignore', advance: number): void {
    // A number glued to the operator names a descriptor, not an argument.
    if (this.word && /^\d$/.test(this.word.text)) this.word = undefined;
    this.endWord();
    this.pending = kind;
    this.pos += advance;
  }

  private endWord(): void {
    const word = this.word;
    if (!word) return;
    this.word = undefined;
    const pending = this.pending;
    this.pending = undefined;
    if (pending === 'heredoc') this.heredocs.push(word.text);
    else if (pending === 'read' || pending === 'write') this.current.redirects.push({ kind: pending, target: word });
    else if (!pending) this.current.words.push(word);
  }

  private endCommand(next: Joint): void {
    this.endWord();
    const { joint, redirects } = this.current;
    const words = dropPrefix(this.current.words);
    if (words[0] && !words[0].dynamic && OPAQUE_WORDS.has(words[0].text)) this.opaque = true;
    const isLoopHead = words[0]?.text === 'for';
    if (!isLoopHead && (words.length > 0 || redirects.length > 0))
      this.commands.push({
        joint: this.commands.length > 0 ? joint || ';' : '',
        words,
        redirects,
      });
    this.current = { joint: next, words: [], redirects: [] };
  }

  private skipHeredocs(): void {
    for (const delimiter of this.heredocs) {
      for (;;) {
        const end = this.source.indexOf('\n', this.pos);
        const line = this.source.slice(this.pos, end < 0 ? undefined : end);
        this.pos = end < 0 ? this.source.length : end + 1;
        if (line.trim() === delimiter || end < 0) break;
      }
    }
    this.heredocs = [];
  }
}

function dropPrefix(words: ShellWord[]): ShellWord[] {
  let start = 0;
  while (start < words.length && (DROPPED_WORDS.has(words[start]?.text ?? '') || /^\w+=/.test(words[start]?.text ?? ''))) start++;
  return words.slice(start);
}

function closingParenthesis(source: string, from: number): number {
  let depth = 1;
  let quote = '';
  for (let i = from; i < source.length; i++) {
    const c = source[i] as string;
    if (quote) {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if (c === '\\') i++;
    else if (c === "'" || c === '"') quote = c;
    else if (c === '(') depth++;
    else if (c === ')' && --depth === 0) return i;
  }
  return -1;
}
