/** Claude Code keeps the files of a session's sub-agents in a folder beside it, at any depth. */
const AGENT_FILE = /^(.+)[\\/]subagents[\\/](?:.+[\\/])?agent-[^\\/]+\.jsonl$/;

/** The session file that a sub-agent's file belongs to: a change of the one changes the other's bill. Undefined for any other file. */
export function agentFileOwner(path: string): string | undefined {
  const folder = AGENT_FILE.exec(path)?.[1];
  return folder === undefined ? undefined : `${folder}.jsonl`;
}
