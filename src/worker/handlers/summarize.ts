import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { AgentFiles, isAgentFile } from '../../platform/agentFiles.ts';
import { linkableSummary, linkSummaries } from '../../platform/linkSummaries.ts';
import type { LinkableSummary } from '../../platform/linkSummaries.ts';
import { isSurelyTraceFileName } from '../../platform/traceFileNames.ts';
import type { SummaryResult } from '../../protocol/sessionSummary.ts';
import type { WorkerCalls } from '../../protocol/workerMessages.ts';
import type { CallContext } from '../callServer.ts';
import type { SessionStore } from '../sessionStore.ts';

/** A row as it was last answered, and what it is made of. */
export interface KnownSummary extends LinkableSummary {
  /** JSON of the last answer; '' before the first. */
  told: string;
}

/**
 * Rows of many sessions. `remembered` holds the rows of all sessions summarised so far: those of later calls are linked with them.
 */
export async function summarize(
  { paths, removed = [], aside = false, settings }: WorkerCalls['summarize']['request'],
  context: CallContext,
  store: SessionStore,
  remembered: Map<string, KnownSummary>,
): Promise<SummaryResult[]> {
  const known = aside ? new Map([...remembered].map(([path, entry]) => [path, { ...entry }])) : remembered;
  for (const path of removed) known.delete(path);
  const agentFiles = new AgentFiles();
  const results = new Map<string, Exclude<SummaryResult, { kind: 'session' }>>();
  for (const [i, path] of paths.entries()) {
    context.progress(i, paths.length, path);
    await context.breathe();
    const owner = isAgentFile(path) ? await agentFiles.ownerOf(path) : undefined;
    if (owner !== undefined && existsSync(owner)) {
      known.delete(path);
      results.set(path, { kind: 'not-a-trace', path, reason: `is a part of the session ${owner}` });
      continue;
    }
    const file = await store.get(path, settings, agentFiles, context.signal);
    if (file.kind === 'session') {
      known.set(path, { ...linkableSummary(file.analyzed, path), told: '' });
    } else {
      known.delete(path);
      // An empty or wholly damaged file with the name of a trace must not be passed over in silence.
      const kind = file.kind === 'not-a-trace' && file.damaged && isSurelyTraceFileName(basename(path)) ? 'unreadable' : file.kind;
      results.set(path, { kind, path, reason: file.reason });
    }
  }
  context.progress(paths.length, paths.length, '');
  const summaries = new Map((await linkSummaries([...known.values()])).map((summary) => [summary.path, summary]));
  const answers = paths.map((path): SummaryResult => {
    const other = results.get(path);
    const summary = summaries.get(path);
    if (other) return other;
    return summary ? { kind: 'session', summary } : { kind: 'unreadable', path, reason: 'was not read' };
  });
  const asked = new Set(paths);
  for (const [path, summary] of summaries) {
    const entry = known.get(path);
    const text = JSON.stringify(summary);
    if (!entry || entry.told === text) continue;
    entry.told = text;
    // A session of an earlier call has become another's sub-agent, or is no longer.
    if (!asked.has(path)) answers.push({ kind: 'session', summary });
  }
  return answers;
}
