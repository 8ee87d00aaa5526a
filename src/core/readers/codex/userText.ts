/** What Codex puts into the user's place: instruction files, the environment, notices. */
const INJECTED =
  /^\s*(?:<(?:environment_context|user_instructions|INSTRUCTIONS|permissions|turn_aborted|skills?|collaboration_mode|personality_spec|model_switch|user_shell_command|subagent_notification|apps_instructions|plugins_instructions|recommended_plugins|realtime_conversation)\b|# AGENTS\.md instructions|# Context from my IDE setup:[^]*?## My request for Codex:\s*$)/;

export function isInjected(text: string): boolean {
  return INJECTED.test(text);
}

/** The request itself: IDEs put what is open in the editor before it. */
export function requestOf(text: string): string {
  const mark = '## My request for Codex:';
  const at = text.startsWith('# Context from my IDE setup:') ? text.indexOf(mark) : -1;
  return (at < 0 ? text : text.slice(at + mark.length)).trim();
}
