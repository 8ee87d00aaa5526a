import type { AgentRun, Session, Source, SourcePointer, Warning } from '../../session/session.ts';
import { asText } from '../json.ts';
import { pointer } from '../pointer.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { sessionBody } from '../sessionBody.ts';
import { eventOf, isChildKey, type HookEvent } from './hookEvent.ts';
import { HookThread } from './hookThread.ts';

interface Held {
  event: HookEvent;
  source: SourcePointer;
}

/** Reads the events of one capture. They come late, out of order and more than once: they are put in order of their own times first. */
export class HookEventsReader implements SessionReader {
  readonly #events: Held[] = [];
  readonly #seen = new Set<string>();
  #repeated = 0;

  record(value: unknown, place: RecordPlace): void {
    const list = Array.isArray(value) ? (value as unknown[]) : [value];
    list.forEach((item, i) => {
      const event = eventOf(item);
      if (!event) return;
      // Without an id an event is the same when it tells of the same moment of the same span.
      const key =
        event.id ?? (event.spanId === undefined || event.at === undefined ? undefined : `${event.type} ${event.spanId} ${event.at}`);
      if (key !== undefined && this.#seen.has(key)) {
        this.#repeated++;
        return;
      }
      if (key !== undefined) this.#seen.add(key);
      this.#events.push({ event, source: Array.isArray(value) ? pointer(place, i) : pointer(place) });
    });
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const threads = new Map<string, HookThread>();
    const spawned = new Map<string, { parent: HookThread; run: AgentRun; toolId: string | undefined }>();
    const first = this.#events.find(({ event }) => !isChildKey(event.sessionKey))?.event;
    const mainKey = first?.sessionKey ?? '';
    const threadOf = (key: string): HookThread => {
      let thread = threads.get(key);
      if (!thread) threads.set(key, (thread = new HookThread(key)));
      return thread;
    };
    const main = threadOf(mainKey);
    for (const { event, source: at } of [...this.#events].sort((a, b) => (a.event.at ?? 0) - (b.event.at ?? 0))) {
      const thread = isChildKey(event.sessionKey) ? threadOf(event.sessionKey as string) : main;
      const spawn = thread.take(event, at);
      if (spawn) spawned.set(spawn.run.id, { parent: thread, ...spawn });
    }
    const stray: AgentRun[] = [];
    const built = new Map<string, ReturnType<HookThread['build']>>();
    // Children before parents: a parent's tool step holds the finished thread of its child.
    for (const [key, thread] of [...threads].reverse()) {
      for (const [id, { parent, run, toolId }] of spawned) {
        if (parent !== thread) continue;
        const own = built.get(id);
        const whole: AgentRun = own ? { ...run, thread: own } : run;
        if (toolId !== undefined && thread.hasStep(toolId)) thread.agent(toolId, whole);
        else if (own) stray.push(whole);
      }
      built.set(key, thread.build());
    }
    for (const [key, thread] of threads) {
      if (key !== mainKey && !spawned.has(key)) stray.push({ id: key, aliases: [], task: thread.task ?? '', thread: built.get(key) });
    }
    const repeated: Warning[] =
      this.#repeated === 0 ? [] : [{ code: 'repeated-events', message: `${this.#repeated} events came more than once; each counts once` }];
    return sessionBody(
      {
        format: 'hook-events',
        id: this.#firstText('sessionId') ?? first?.traceId ?? (mainKey || undefined),
        agent: first?.agentId,
        cwd: this.#firstText('workspaceDir') ?? this.#firstText('cwd'),
        task: main.task,
        main: built.get(mainKey) ?? main.build(),
        strayAgents: stray,
        warnings: [...warnings, ...repeated],
      },
      source,
    );
  }

  #firstText(name: string): string | undefined {
    return this.#events
      .filter(({ event }) => !isChildKey(event.sessionKey))
      .map(({ event }) => asText(event.payload[name]))
      .find((text) => text !== undefined);
  }
}
