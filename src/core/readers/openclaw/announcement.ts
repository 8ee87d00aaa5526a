/** What OpenClaw itself puts into a conversation as if a user had said it. */
const HARNESS =
  /^(?:\[[^\]\n]{0,120}\]\s*){0,3}(?:A subagent task "|A new session was started via \/|Continue where you left off\. The previous model attempt failed|\(session bootstrap|Read HEARTBEAT\.md)/;

const SYSTEM_MESSAGE = /^(?:\[[^\]\n]{0,120}\]\s*)?\[System Message\]/;

export function isInjected(text: string): boolean {
  return HARNESS.test(text) || SYSTEM_MESSAGE.test(text);
}

/** The message with which OpenClaw tells a parent that its child has ended. */
export interface Announcement {
  sessionKey?: string;
  sessionId?: string;
  /** File name of the child's transcript, without folder. */
  transcript?: string;
  /** First words of the child's task, as quoted. */
  task?: string;
}

export function readAnnouncement(text: string): Announcement | undefined {
  const head = text.slice(0, 4000);
  const task = /A subagent task "([\s\S]{1,400})/.exec(head)?.[1];
  if (task === undefined) return undefined;
  const tail = text.slice(-2000);
  const sessionKey = /\bsessionKey (agent:\S+)/.exec(tail)?.[1];
  const sessionId =
    /\bsessionId (\S+)/.exec(tail)?.[1] ?? /^(?:\[[^\]\n]{0,120}\]\s*)?\[System Message\] \[sessionId: ([^\]\s]+)\]/.exec(head)?.[1];
  const transcript = /\btranscript (\S+)/.exec(tail)?.[1]?.split(/[\\/]/).at(-1);
  return {
    task,
    ...(sessionKey !== undefined && { sessionKey }),
    ...(sessionId !== undefined && { sessionId }),
    ...(transcript !== undefined && { transcript }),
  };
}

/** What ends a sub-agent's task since 2026.9. */
const BEGIN = /\s+Begin\. Execute the assigned task to completion\.\s*$/;

/** A request without what OpenClaw puts before it: the time, and for a sub-agent its context. */
export function requestText(text: string): string {
  // Its context may speak of the task before the task stands in a line of its own.
  const task = /^\[Subagent Task\]:?\s*/m.exec(text) ?? /\[Subagent Task\]:?\s*/.exec(text);
  if (task && task.index < 6000) return text.slice(task.index + task[0].length).replace(BEGIN, '');
  return text.replace(/^\[(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d[^\]]{0,20}\]\s*/, '');
}
