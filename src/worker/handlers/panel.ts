import type { AnalyzedSession } from '../../core/card/findings.ts';
import type { Entry } from '../../core/session/session.ts';
import { summarizeSession } from '../../platform/summarizeSession.ts';
import type { PanelTrace } from '../../protocol/panelTrace.ts';
import type { StepDetail } from '../../protocol/stepDetail.ts';
import type { PanelRequest, WorkerCalls } from '../../protocol/workerMessages.ts';
import type { CallContext, Handlers } from '../callServer.ts';
import { compareSessions } from '../panel/compareSessions.ts';
import { panelDetail, SENT_LIMIT } from '../panel/panelDetail.ts';
import { panelTrace } from '../panel/panelTrace.ts';
import { panelTree, type PanelTree } from '../panel/panelTree.ts';
import { simulateWhatIf } from '../panel/simulateWhatIf.ts';
import type { SessionStore } from '../sessionStore.ts';
import { stepDetail } from './stepDetail.ts';

type Settings = Pick<PanelRequest, 'settings'>;

type PanelCall = 'panelTrace' | 'panelDetail' | 'whatIf' | 'compare';

/** The panel's questions. Each rejects with an Error that names the file when it holds no session. */
export function panelHandlers(store: SessionStore): Pick<Handlers, PanelCall> {
  // A session that is analysed anew is another object, and gets a tree of its own.
  const trees = new WeakMap<AnalyzedSession, PanelTree>();
  const treeOf = (analyzed: AnalyzedSession): PanelTree => {
    const tree = trees.get(analyzed) ?? panelTree(analyzed);
    trees.set(analyzed, tree);
    return tree;
  };
  const load = async (path: string, { settings }: Settings, context: CallContext): Promise<AnalyzedSession> => {
    const file = await store.get(path, settings, context.signal);
    if (file.kind !== 'session') throw new Error(`${path}: ${file.reason}`);
    await context.breathe();
    return file.analyzed;
  };
  const traceOf = async (path: string, request: Settings, context: CallContext): Promise<PanelTrace> => {
    const analyzed = await load(path, request, context);
    return panelTrace(analyzed, treeOf(analyzed), summarizeSession(analyzed, path));
  };
  const tracesOf = async (paths: readonly string[], { settings }: Settings, context: CallContext): Promise<PanelTrace[]> => {
    const traces: PanelTrace[] = [];
    for (const path of paths) traces.push(await traceOf(path, { settings }, context));
    return traces;
  };
  const recordsOf = async (entry: Entry | undefined, request: PanelRequest, context: CallContext): Promise<StepDetail | undefined> => {
    if (!entry || entry.kind === 'compaction') return undefined;
    const { source, offset } = entry.source;
    const step = { source, offset, ...(entry.kind === 'tool' && { toolCallId: entry.toolCallId }) };
    try {
      return await stepDetail({ path: request.path, settings: request.settings, step, maxChars: SENT_LIMIT }, context, store);
    } catch {
      // Some records hold several entries, others are gone by now: what was read before is there.
      return undefined;
    }
  };
  return {
    panelTrace: (request, context) => traceOf(request.path, request, context),
    panelDetail: async (request, context): Promise<WorkerCalls['panelDetail']['answer']> => {
      const tree = treeOf(await load(request.path, request, context));
      const detail = panelDetail(tree, request.node, await recordsOf(tree.entries[request.node], request, context));
      if (!detail) throw new Error(`${request.path}: there is no step ${request.node} any more`);
      return detail;
    },
    whatIf: async (request, context) => {
      const analyzed = await load(request.path, request, context);
      return simulateWhatIf(analyzed, treeOf(analyzed), request.change, store.bookFor(request.settings));
    },
    compare: async (request, context) =>
      compareSessions(await tracesOf(request.paths, request, context), await tracesOf(request.with, request, context)),
  };
}
