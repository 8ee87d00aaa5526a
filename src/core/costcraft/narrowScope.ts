import type { Candidate } from './candidate.ts';
import type { OpenNotes } from './openNotes.ts';

/**
 * Which sessions are of the project that a skill belongs to, or undefined where that divides nothing: where all are, or none is. A skill
 * in the home folder belongs to all projects below it. Sessions that do not tell their folder are taken along.
 */
export function ownSessions(skillFile: string, sessions: readonly OpenNotes[]): ReadonlySet<OpenNotes> | undefined {
  const root = rootOf(skillFile);
  const within = (project: string): boolean => isBelow(project, root) || isBelow(root, project);
  const own = sessions.filter(({ notes }) => notes.project === undefined || within(slashed(notes.project)));
  const isTold = own.some(({ notes }) => notes.project !== undefined);
  return isTold && own.length < sessions.length ? new Set(own) : undefined;
}

/**
 * The candidate as the own project's sessions show it: for them alone, whatever others say. What a session of an unknown folder says
 * against it may be of another project, and does not outweigh what those of the project say for it.
 */
export function narrowScope(candidate: Candidate, own: ReadonlySet<OpenNotes>): Candidate {
  const instances = candidate.instances.filter(({ session }) => own.has(session));
  const isTold = instances.some(({ session }) => session.notes.project !== undefined);
  const counts = (session: OpenNotes): boolean => own.has(session) && (!isTold || session.notes.project !== undefined);
  const contradictions = new Map([...candidate.contradictions].filter(([session]) => counts(session)));
  return { ...candidate, scope: 'project', instances, contradictions };
}

/** The folder whose `.agents/skills/name/SKILL.md`, `skills/name/SKILL.md` or `SKILL.md` it is. */
function rootOf(skillFile: string): string {
  return slashed(skillFile).replace(/(?:(?:\/\.[^/]+)?\/skills\/[^/]+)?\/[^/]+$/, '');
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function slashed(path: string): string {
  return path.replace(/\\/g, '/').replace(/(?<=[^/])\/+$/, '');
}
