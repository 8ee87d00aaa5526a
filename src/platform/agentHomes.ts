import path from 'node:path';

/** Where one agent keeps its sessions. */
interface AgentPlace {
  agent: string;
  label: string;
  /** Variables that name the agent's own folder, the strongest first. A value may list several, separated by commas. */
  variables: readonly string[];
  /** Where the variables name a home folder and not the agent's own: the agent's folder in it. */
  below?: string;
  /** The agent's folder below the home folder, when no variable names another; older names after newer ones. */
  folders: readonly string[];
  /** Folders below the agent's own that hold sessions. */
  sessions: readonly string[];
}

/**
 * Every agent's places as data. VS Code's own chats are not among them: the form in which it keeps them is none that is read here, only
 * chats that were exported are.
 */
const PLACES: readonly AgentPlace[] = [
  {
    agent: 'claude-code',
    label: 'Claude Code',
    variables: ['CLAUDE_CONFIG_DIR'],
    folders: ['.claude', '.config/claude'],
    sessions: ['projects'],
  },
  {
    agent: 'openclaw',
    label: 'OpenClaw',
    variables: ['OPENCLAW_STATE_DIR', 'CLAWDBOT_STATE_DIR'],
    folders: ['.openclaw', '.moltbot', '.clawdbot'],
    sessions: ['agents'],
  },
  { agent: 'pi', label: 'pi', variables: ['PI_CODING_AGENT_DIR'], folders: ['.pi/agent'], sessions: ['sessions'] },
  { agent: 'codex', label: 'Codex', variables: ['CODEX_HOME'], folders: ['.codex'], sessions: ['sessions', 'archived_sessions'] },
  // Each project has a folder of its own in `tmp`, with the chats in `chats`.
  {
    agent: 'gemini-cli',
    label: 'Gemini CLI',
    variables: ['GEMINI_CLI_HOME'],
    below: '.gemini',
    folders: ['.gemini'],
    sessions: ['tmp'],
  },
  { agent: 'copilot-cli', label: 'Copilot CLI', variables: ['COPILOT_HOME'], folders: ['.copilot'], sessions: ['session-state'] },
];

export interface AgentFolder {
  agent: string;
  label: string;
  /** Folder to search, absolute when `home` is. It need not exist. */
  folder: string;
}

/**
 * The folders in which agents keep sessions. With variables given (an environment), a variable that is set replaces the folder below
 * `home`; without, `home` is taken as a whole home folder of its own, whatever the environment of this process says.
 */
export function listAgentFolders(home: string, variables: Readonly<Record<string, string | undefined>> = {}): AgentFolder[] {
  return PLACES.flatMap(({ agent, label, folders, sessions, ...place }) => {
    const named = place.variables.flatMap((name) => splitList(variables[name]));
    const bases =
      named.length > 0
        ? named.map((folder) => path.join(expandHome(folder, home), place.below ?? ''))
        : folders.map((folder) => path.join(home, folder));
    return bases.flatMap((base) => sessions.map((folder) => ({ agent, label, folder: path.join(base, folder) })));
  });
}

function splitList(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function expandHome(folder: string, home: string): string {
  return folder === '~' || folder.startsWith('~/') ? path.join(home, folder.slice(1)) : folder;
}
