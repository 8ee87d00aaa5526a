/** What the scripted model asks for, named by role: each agent has tools of its own names for it. */
export type Wish = { role: 'read'; file: string } | { role: 'run'; command: string } | { role: 'spawn'; task: string } | { role: 'wait' };

export interface Turn {
  says: string;
  wishes: Wish[];
}

/** The helper's task. */
export const HELPER_TASK = 'Count the words of data.txt and answer with the number alone.';

export const QUESTION = 'Count the lines of data.txt.';

/** The file that the question is about; agents work in a folder that holds it alone. */
export const DATA = { name: 'data.txt', text: 'one\ntwo words\nthree words here\n' };

/** Two tools in one answer, a duplicate, a failure and its repair, a large output and a sub-agent. */
export const MAIN_SCRIPT: readonly Turn[] = [
  {
    says: 'I read the file and count its lines.',
    wishes: [
      { role: 'read', file: DATA.name },
      { role: 'run', command: `wc -l ${DATA.name}` },
    ],
  },
  { says: 'I read it once more.', wishes: [{ role: 'read', file: DATA.name }] },
  { says: 'A script of mine may count better.', wishes: [{ role: 'run', command: 'node count-lines.js data.txt' }] },
  {
    says: 'There is no such script. Without one, then.',
    wishes: [{ role: 'run', command: `node -e "console.log(require('fs').readFileSync('data.txt','utf8').split('\\n').length-1)"` }],
  },
  { says: 'What else is there?', wishes: [{ role: 'run', command: 'seq 1 3000' }] },
  { says: 'A helper counts the words.', wishes: [{ role: 'spawn', task: HELPER_TASK }] },
  { says: 'I wait for the helper.', wishes: [{ role: 'wait' }] },
  { says: 'data.txt has 3 lines.', wishes: [] },
];

export const HELPER_SCRIPT: readonly Turn[] = [
  { says: 'I count.', wishes: [{ role: 'run', command: `wc -w ${DATA.name}` }] },
  { says: '6', wishes: [] },
];

/** A tool call as the agent that was asked understands it. */
export interface Call {
  name: string;
  args: Record<string, unknown>;
}

export interface Answer {
  text: string;
  calls: Call[];
}

/**
 * The answer that is due in a conversation of which `results` tool calls have been answered. It depends on the conversation alone, so that
 * a request that an agent sends twice gets the same answer twice. Wishes for which the agent offers no tool are left out.
 */
export function answerTo(conversation: {
  text: string;
  isHelper: boolean;
  offered: readonly string[];
  results: number;
  cwd: string;
}): Answer {
  const { text, offered, results, cwd } = conversation;
  const isHelper = conversation.isHelper || (text.includes(HELPER_TASK) && !text.includes(QUESTION));
  const script = isHelper ? HELPER_SCRIPT : MAIN_SCRIPT;
  let answered = 0;
  for (const { says, wishes } of script) {
    const calls = wishes.flatMap((wish) => callFor(wish, offered, cwd) ?? []);
    const left = wishes.length > 0 && calls.length === 0;
    if (!left && answered >= results) return { text: says, calls };
    answered += calls.length;
  }
  return { text: 'That is all.', calls: [] };
}

function callFor(wish: Wish, offered: readonly string[], cwd: string): Call | undefined {
  const name = (...names: string[]): string | undefined => names.find((candidate) => offered.includes(candidate));
  switch (wish.role) {
    case 'read': {
      const own = name('Read', 'read');
      if (own === 'Read') return { name: own, args: { file_path: `${cwd}/${wish.file}` } };
      if (own !== undefined) return { name: own, args: { path: wish.file } };
      return callFor({ role: 'run', command: `cat ${wish.file}` }, offered, cwd);
    }
    case 'run': {
      const own = name('Bash', 'bash', 'exec', 'exec_command', 'shell_command', 'shell');
      if (own === undefined) return undefined;
      if (own === 'Bash') return { name: own, args: { command: wish.command, description: 'One step' } };
      if (own === 'exec_command') return { name: own, args: { cmd: wish.command } };
      if (own === 'shell') return { name: own, args: { command: ['bash', '-lc', wish.command] } };
      return { name: own, args: { command: wish.command } };
    }
    case 'wait': {
      const own = name('wait_agent');
      return own === undefined ? undefined : { name: own, args: { timeout_ms: 30_000 } };
    }
    case 'spawn': {
      const own = name('Agent', 'Task', 'sessions_spawn', 'spawn_agent');
      if (own === undefined) return undefined;
      if (own === 'sessions_spawn') return { name: own, args: { task: wish.task, label: 'helper' } };
      if (own === 'spawn_agent') return { name: own, args: { message: wish.task, task_name: 'helper' } };
      return { name: own, args: { description: 'Count words', prompt: wish.task, subagent_type: 'general-purpose' } };
    }
  }
}
