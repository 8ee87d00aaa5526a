/** A folder in which agents look for skills: each skill is a folder in it that holds a SKILL.md. */
export interface SkillPlace {
  /** Relative to the workspace, and likewise below the home directory; with forward slashes. */
  folder: string;
  /** Who reads it, for people. */
  readBy: string;
  /** Read by several agents: the first choice for a new skill. */
  portable: boolean;
}

/** In order of preference for a new skill. */
export const SKILL_PLACES: readonly SkillPlace[] = [
  { folder: '.agents/skills', readBy: 'several agents', portable: true },
  { folder: '.claude/skills', readBy: 'Claude Code', portable: false },
  { folder: '.github/skills', readBy: 'GitHub Copilot', portable: false },
  { folder: '.codex/skills', readBy: 'Codex', portable: false },
  { folder: '.cursor/skills', readBy: 'Cursor', portable: false },
  { folder: '.gemini/skills', readBy: 'Gemini CLI', portable: false },
  { folder: '.opencode/skills', readBy: 'OpenCode', portable: false },
  { folder: 'skills', readBy: 'OpenClaw', portable: false },
];

export const SKILL_FILE = 'SKILL.md';

/** Files that agents load beside skills: a rule that stands there already need not be learned. Relative to the workspace. */
export const CONTEXT_FILES: readonly string[] = ['AGENTS.md', 'CLAUDE.md', '.claude/CLAUDE.md', '.github/copilot-instructions.md'];
