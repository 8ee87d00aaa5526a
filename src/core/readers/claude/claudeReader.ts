import {
  TEXT_LIMIT,
  type AgentRun,
  type Session,
  type Source,
  type SourcePointer,
  type Thread,
  type Warning,
} from '../../session/session.ts';
import { asList, asRecord, asText, asTime, type JsonRecord } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { Detail, RecordPlace, SessionReader } from '../reader.ts';
import { cutText } from '../text.ts';
import type { StepDraft } from '../threadDraft.ts';
import { dropReplays, withAgentWarnings } from './agents.ts';
import { ClaudeThread } from './claudeThread.ts';
import { withCompactionWarning } from './compactionCalls.ts';

const MAIN = 'main';

type BuildThread = (thread: ClaudeThread, agentOf: (step: StepDraft) => AgentRun | undefined) => Thread;

/** Reads Claude Code transcripts, main and sub-agents', of all versions. */
export class ClaudeReader implements SessionReader {
  /** In order of appearance; keys: "main", "agent:<id>", "side:<uuid of the root record>". */
  readonly #threads = new Map<string, ClaudeThread>();
  readonly #detail: Detail;
  /** Of records that are not the main thread's. */
  readonly #threadOfUuid = new Map<string, string>();
  /** Agent ids by the tool use that started them, from progress lines. */
  readonly #startedBy = new Map<string, string>();
  readonly #prompts = new Map<string, string>();
  readonly #normalized = new Map<string, number>();
  readonly #sessionIds = new Map<string, number>();
  readonly #versions = new Set<string>();
  #version: string | undefined;
  #cwd: string | undefined;
  #retries = 0;
  #startedAt: number | undefined;
  #endedAt: number | undefined;

  constructor(detail: Detail) {
    this.#detail = detail;
    this.#threads.set(MAIN, new ClaudeThread(detail));
  }

  record(value: unknown, place: RecordPlace): void {
    const record = asRecord(value);
    if (!record) return;
    const source = pointer(place);
    const sessionId = asText(record['sessionId']);
    if (sessionId !== undefined) this.#sessionIds.set(sessionId, (this.#sessionIds.get(sessionId) ?? 0) + 1);
    this.#cwd ??= asText(record['cwd']);
    const version = asText(record['version']);
    if (version !== undefined) this.#versions.add((this.#version = version));
    const time = asTime(record['timestamp']);
    if (time !== undefined && sessionId !== undefined) {
      this.#startedAt = Math.min(this.#startedAt ?? time, time);
      this.#endedAt = Math.max(this.#endedAt ?? time, time);
    }
    if (record['type'] === 'system' && record['subtype'] === 'api_error') this.#retries++;
    const data = record['type'] === 'progress' ? asRecord(record['data']) : undefined;
    if (data?.['type'] === 'agent_progress') this.#progress(record, data, source);
    else this.#thread(this.#keyOf(record)).take(record, source);
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    return this.#session(source, warnings, (thread, agentOf) => thread.build(agentOf));
  }

  finish(source: Source, warnings: readonly Warning[]): Session {
    return this.#session(source, warnings, (thread, agentOf) => thread.finish(agentOf));
  }

  #session(source: Source, warnings: readonly Warning[], buildThread: BuildThread): Session {
    const ownWarnings = this.#ownWarnings();
    const agentFile = this.#onlyAgent();
    const mainKey = agentFile === undefined ? MAIN : `agent:${agentFile}`;
    const { threads, stray } = this.#build(mainKey, buildThread);
    const main = this.#threads.get(mainKey) as ClaudeThread;
    const sessionId = this.#sessionId(source.path);
    const session: Session = {
      format: 'claude-code',
      id: agentFile === undefined ? sessionId : `${sessionId}/agent-${agentFile}`,
      agent: {
        name: 'claude-code',
        ...(this.#version !== undefined && { version: this.#version }),
      },
      ...(this.#cwd !== undefined && { cwd: this.#cwd }),
      task: cutText(main.task, TEXT_LIMIT),
      ...(agentFile !== undefined && {
        parentId: sessionId,
        agentId: agentFile,
      }),
      ...(this.#startedAt !== undefined && { startedAt: this.#startedAt }),
      ...(this.#endedAt !== undefined && { endedAt: this.#endedAt }),
      sources: [source],
      main: threads,
      strayAgents: stray,
      outcome: { result: 'unknown', evidence: [] },
      warnings: [...warnings, ...ownWarnings],
    };
    return withCompactionWarning(withAgentWarnings(dropReplays(session)));
  }

  #thread(key: string): ClaudeThread {
    let thread = this.#threads.get(key);
    if (!thread) this.#threads.set(key, (thread = new ClaudeThread(this.#detail)));
    return thread;
  }

  /** Sidechain records of old versions name no agent: they are told apart by the record that their chain starts with. */
  #keyOf(record: JsonRecord): string {
    const uuid = asText(record['uuid']);
    let key = MAIN;
    if (record['isSidechain'] === true) {
      const agentId = asText(record['agentId']);
      const parent = asText(record['parentUuid']);
      const inherited = parent === undefined ? undefined : this.#threadOfUuid.get(parent);
      if (agentId !== undefined) key = `agent:${agentId}`;
      else key = inherited ?? `side:${uuid ?? ''}`;
    }
    if (uuid === undefined) return key;
    if (key !== MAIN) this.#threadOfUuid.set(uuid, key);
    else if (this.#threadOfUuid.size > 0) this.#threadOfUuid.delete(uuid);
    return key;
  }

  /**
   * A sub-agent's message as its parent heard of it. Where the agent's own file is gone these lines are all there is. Some versions
   * repeat the whole conversation so far in each line, with texts that the message itself leaves out: only its new end is read.
   */
  #progress(record: JsonRecord, data: JsonRecord, source: SourcePointer): void {
    const agentId = asText(data['agentId']);
    if (agentId === undefined) return;
    const parent = asText(record['parentToolUseID']);
    if (parent !== undefined) this.#startedBy.set(parent, agentId);
    const prompt = asText(data['prompt']);
    if (prompt !== undefined && !this.#prompts.has(agentId)) this.#prompts.set(agentId, prompt);
    const thread = this.#thread(`agent:${agentId}`);
    const version = record['version'];
    const normalized = asList(data['normalizedMessages']);
    for (const value of normalized.slice(this.#normalized.get(agentId) ?? 0)) {
      const message = asRecord(value);
      if (message?.['type'] === 'assistant') thread.take({ ...message, version, uuid: undefined }, source);
    }
    if (normalized.length > 0) this.#normalized.set(agentId, normalized.length);
    const message = asRecord(data['message']);
    if (message) thread.take({ ...message, version }, source);
  }

  /** The agent's id where the whole file is one sub-agent's. */
  #onlyAgent(): string | undefined {
    if (!this.#thread(MAIN).isEmpty) return undefined;
    const agents = [...this.#threads].filter(([key, thread]) => key.startsWith('agent:') && !thread.isEmpty);
    return agents[0]?.[0].slice('agent:'.length);
  }

  /** Builds all threads and hangs each sub-agent's on the tool step that started it. */
  #build(mainKey: string, buildThread: BuildThread): { threads: Thread; stray: AgentRun[] } {
    const claimed = new Set([mainKey]);
    const runOf = new Map<StepDraft, { run: AgentRun; key?: string }>();
    const byPrompt = new Map<string, string[]>();
    for (const [key, thread] of this.#threads) {
      if (!key.startsWith('side:')) continue;
      byPrompt.set(thread.opening, [...(byPrompt.get(thread.opening) ?? []), key]);
    }
    for (const thread of this.#threads.values()) {
      for (const step of thread.steps) {
        const found = this.#runOf(step, thread.agentResults.get(step), byPrompt);
        if (found) runOf.set(step, found);
      }
    }
    const build = (key: string): Thread =>
      buildThread(this.#threads.get(key) as ClaudeThread, (step) => {
        const found = runOf.get(step);
        if (found?.key === undefined || claimed.has(found.key)) return found?.run;
        claimed.add(found.key);
        return { ...found.run, thread: build(found.key) };
      });
    const threads = build(mainKey);
    const stray: AgentRun[] = [];
    for (const [key, thread] of this.#threads) {
      if (claimed.has(key) || thread.isEmpty) continue;
      claimed.add(key);
      const id = key.slice(key.indexOf(':') + 1);
      stray.push({
        id,
        aliases: [],
        task: this.#prompts.get(id) ?? thread.opening,
        thread: build(key),
      });
    }
    return { threads, stray };
  }

  #runOf(step: StepDraft, details: JsonRecord | undefined, byPrompt: Map<string, string[]>): { run: AgentRun; key?: string } | undefined {
    const args = asRecord(step.args);
    const prompt = asText(args?.['prompt']);
    const agentId = asText(details?.['agentId']) ?? this.#startedBy.get(step.toolCallId);
    if (agentId === undefined && (prompt === undefined || (step.name !== 'Task' && step.name !== 'Agent'))) return undefined;
    const type = asText(args?.['subagent_type']);
    const task = prompt ?? asText(details?.['prompt']) ?? '';
    const key = agentId === undefined ? byPrompt.get(task)?.shift() : `agent:${agentId}`;
    const run = {
      id: agentId ?? (key ?? step.toolCallId).replace(/^side:/, ''),
      aliases: [],
      task,
      ...(type !== undefined && { type }),
    };
    return { run, ...(key !== undefined && this.#threads.has(key) && { key }) };
  }

  /** The id that most records name; of equals the one in the file's name, then the later. */
  #sessionId(path: string): string {
    const name = path.split(/[\\/]/).at(-1) ?? path;
    let best = name.replace(/\.jsonl.*$/, '');
    let score = 0;
    for (const [id, count] of this.#sessionIds) {
      const own = count + (name.includes(id) ? 0.5 : 0);
      if (own >= score) [best, score] = [id, own];
    }
    return best;
  }

  #ownWarnings(): Warning[] {
    const calls = [...this.#threads.values()].flatMap((thread) => [...thread.calls]);
    const warnings: Warning[] = [...this.#threads.values()].flatMap((thread) => thread.warnings);
    const unfinished = calls.filter((call) => call.unfinished).length;
    if (unfinished > 0) {
      const message = `output tokens of ${unfinished} calls are a lower bound: this version of Claude Code (${[...this.#versions].join(', ')}) does not log the final count`;
      warnings.push({ code: 'output-lower-bound', message });
    }
    const repaired = calls.filter((call) => call.splitRepaired).length;
    if (repaired > 0) {
      const message = `in ${repaired} calls the split of cache writes does not add up to their total; what it leaves out was taken as 5-minute writes`;
      warnings.push({ code: 'cache-split', message });
    }
    if (this.#retries > 0)
      warnings.push({
        code: 'api-retries',
        message: `${this.#retries} requests failed at the API and were retried; they are not billed`,
      });
    return warnings;
  }
}
