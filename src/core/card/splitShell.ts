import { forEachChild, parse } from 'unbash';
import type {
  Assignment,
  CommandNode,
  CompoundList,
  ParsedScript,
  PipelineNode,
  Redirection,
  Statement,
  SyntaxNode,
  TestExpression,
  Word,
} from 'unbash';

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
  /** What is set for this command alone: `RUST_BACKTRACE=1`. */
  settings: ShellWord[];
  redirects: Redirect[];
  /** The sub-shell it runs in, as an index into `ShellScript.parents`: a `cd` in one is forgotten where it ends. */
  scope: number;
  /** True inside a branch or the body of a loop: it may run never, once or often. */
  conditional: boolean;
  /** True where the shell does not wait for it. */
  background: boolean;
}

export interface ShellScript {
  commands: SimpleCommand[];
  /** For each sub-shell the one that it lies in; the first is the shell itself, which lies in itself. */
  parents: number[];
  /** True where the text cannot be followed; then nothing may be concluded from `commands`. */
  opaque: boolean;
}

/** Whatever is longer is data, not a command that an agent made up; the parser would take about 10 ms for it. */
const LONGEST = 1_000_000;
/** The parser's time grows with the square of the here-documents that stand open at once. */
const MOST_HEREDOCS = 200;
const MOST_COMMANDS = 5_000;
const DEEPEST = 8;

const OPAQUE_WORDS = new Set(['eval', 'source', '.', 'trap', 'alias', 'unalias', 'shopt', 'enable']);
/** Without one of these no word holds a command; the parser reads the parts of a word only when somebody looks at them. */
const MAY_SUBSTITUTE = /[$`]|[<>=]\(/;
const SHELLS = /^(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh$/;

/**
 * The simple commands of a Bash or POSIX command line in the order in which they run, those of substitutions and of `sh -c '…'` included.
 * Nothing is ever run or expanded. Never throws: what the parser does not accept as a whole is opaque.
 */
export function splitShell(source: string): ShellScript {
  const lister = new CommandLister();
  lister.read(source, 0, 0);
  return { commands: lister.commands, parents: lister.parents, opaque: lister.opaque };
}

interface Place {
  scope: number;
  depth: number;
  conditional: boolean;
  background: boolean;
}

class CommandLister {
  readonly commands: SimpleCommand[] = [];
  readonly parents = [0];
  opaque = false;
  /** What joins the next command that is listed to the one before. */
  private joint: Joint = '';

  read(source: string, scope: number, depth: number): void {
    const text = source.replace(/\r\n?/g, '\n');
    if (text.length > LONGEST || text.split('<<', MOST_HEREDOCS + 1).length > MOST_HEREDOCS || /\0/.test(text)) {
      this.opaque = true;
      return;
    }
    try {
      this.script(parse(text), { scope, depth, conditional: false, background: false });
    } catch {
      // It is written not to throw; should it, the line is one that cannot be followed.
      this.opaque = true;
    }
  }

  private script(script: ParsedScript, place: Place): void {
    if ((script.errors?.length ?? 0) > 0 || place.depth > DEEPEST) this.opaque = true;
    this.list(script.commands, place);
  }

  private list(statements: readonly Statement[], place: Place): void {
    for (const { command, background } of statements) {
      if (this.opaque) return;
      const inner = background ? { ...place, background: true, scope: this.open(place.scope) } : place;
      if (command.type === 'AndOr') {
        command.commands.forEach((member, i) => {
          if (i > 0) this.joint = command.operators[i - 1] ?? ';';
          this.pipeline(member, inner);
        });
      } else {
        this.pipeline(command, inner);
      }
      this.joint = background ? '&' : ';';
    }
  }

  private open(parent: number): number {
    return this.parents.push(parent) - 1;
  }

  private pipeline(node: PipelineNode, place: Place): void {
    if (node.type !== 'Pipeline') return this.command(node, place);
    node.commands.forEach((member, i) => {
      if (i > 0) this.joint = '|';
      this.command(member, node.commands.length > 1 ? { ...place, scope: this.open(place.scope) } : place);
    });
  }

  private command(node: CommandNode, place: Place): void {
    const body = (list: CompoundList): void => this.list(list.commands, { ...place, conditional: true });
    switch (node.type) {
      case 'Command': {
        for (const part of [...node.prefix, ...(node.name ? [node.name] : []), ...node.suffix]) this.substitutions(part, place);
        const words = [...(node.name ? [node.name] : []), ...node.args].map(shellWord);
        return this.add(words, redirectsOf(node.redirects), place, settingsOf(node.prefix));
      }
      case 'Redirected':
        for (const redirect of node.redirects) this.substitutions(redirect, place);
        this.command(node.command, place);
        return this.add([], redirectsOf(node.redirects), place);
      case 'Subshell':
        return this.list(node.body.commands, { ...place, scope: this.open(place.scope) });
      case 'BraceGroup':
        return this.list(node.body.commands, place);
      case 'If':
        this.list(node.clause.commands, place);
        body(node.then);
        for (const branch of node.elif) {
          body(branch.clause);
          body(branch.then);
        }
        if (node.else) body(node.else);
        return;
      case 'For':
        for (const word of node.wordlist ?? []) this.substitutions(word, place);
        return body(node.body);
      case 'ArithmeticFor':
        for (const part of [node.initialize, node.test, node.update]) if (part) this.substitutions(part, place);
        return body(node.body);
      case 'While':
        this.list(node.clause.commands, place);
        return body(node.body);
      case 'Case':
        this.substitutions(node.word, place);
        for (const item of node.items) body(item.body);
        return;
      case 'TestCommand':
        this.substitutions(node.expression, place);
        return this.add([{ text: '[[', dynamic: false }, ...operandsOfTest(node.expression)], [], place);
      case 'ArithmeticCommand':
        return this.substitutions(node, place);
      case 'Function':
      case 'Select':
      case 'Coproc':
        // A function may bear the name of a program that is thought to be known.
        this.opaque = true;
    }
  }

  private add(words: ShellWord[], redirects: Redirect[], place: Place, settings: ShellWord[] = []): void {
    const { scope, depth, conditional, background } = place;
    if (words.length === 0 && redirects.length === 0) return;
    const [program] = words;
    if (program && !program.dynamic && OPAQUE_WORDS.has(program.text)) this.opaque = true;
    if (this.commands.length >= MOST_COMMANDS) this.opaque = true;
    if (this.opaque) return;
    const inner = innerShell(words);
    if (inner !== undefined) this.read(inner, this.open(scope), depth + 1);
    if (inner === undefined || redirects.length > 0) {
      const joint = this.commands.length > 0 ? this.joint || ';' : '';
      this.commands.push({ joint, words: inner === undefined ? words : [], settings, redirects, scope, conditional, background });
    }
    this.joint = ';';
  }

  /** Substituted commands run first, so they stand before the command that uses them. */
  private substitutions(node: SyntaxNode, place: Place): void {
    if (node.type === 'Word' && !MAY_SUBSTITUTE.test(node.text)) return;
    const joint = this.joint;
    forEachChild(node, (child) => {
      if (this.opaque) return;
      if (child.type !== 'Script') return this.substitutions(child, place);
      this.joint = ';';
      this.script(child, { ...place, depth: place.depth + 1, scope: this.open(place.scope) });
    });
    this.joint = joint;
  }
}

/** The command line in `bash -lc '…'`. */
function innerShell([program, option, line]: readonly ShellWord[]): string | undefined {
  if (!program || !SHELLS.test(program.text) || !option || !/^-[a-z]*c$/.test(option.text) || !line || line.dynamic) return undefined;
  return line.text;
}

function shellWord(word: Word | Assignment): ShellWord {
  if (word.type === 'Word') return { text: word.value, dynamic: isDynamic(word) };
  const { value } = word;
  return value.type === 'Word'
    ? { text: `${word.name}=${value.value}`, dynamic: isDynamic(value) }
    : { text: `${word.name}=`, dynamic: true };
}

function settingsOf(prefix: readonly (Assignment | Redirection)[]): ShellWord[] {
  return prefix.flatMap((part) => (part.type === 'Assignment' ? [shellWord(part)] : []));
}

function isDynamic({ parts }: Word): boolean {
  return (
    parts?.some((part) => {
      switch (part.type) {
        case 'Literal':
        case 'SingleQuoted':
        case 'AnsiCQuoted':
          return false;
        case 'DoubleQuoted':
          return part.parts.some((inner) => inner.type !== 'Literal');
        default:
          return true;
      }
    }) ?? false
  );
}

function redirectsOf(redirections: readonly Redirection[]): Redirect[] {
  return redirections.flatMap((redirection): Redirect[] => {
    if (redirection.type !== 'Redirect' || !redirection.target) return [];
    const { operator } = redirection;
    const target = shellWord(redirection.target);
    // `2>&1` and `>&-` name a descriptor; `>& file` is a file.
    if ((operator === '>&' || operator === '<&') && /^(?:\d+-?|-)$/.test(target.text)) return [];
    return [{ kind: operator === '<' || operator === '<&' ? 'read' : 'write', target }];
  });
}

function operandsOfTest(test: TestExpression): ShellWord[] {
  switch (test.type) {
    case 'TestUnary':
      return [shellWord(test.operand)];
    case 'TestBinary':
      return [shellWord(test.left), shellWord(test.right)];
    case 'TestLogical':
      return test.operands.flatMap(operandsOfTest);
    case 'TestNot':
      return operandsOfTest(test.operand);
    case 'TestGroup':
      return operandsOfTest(test.expression);
  }
}
