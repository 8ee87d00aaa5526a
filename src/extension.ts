import path from 'node:path';
import * as vscode from 'vscode';
import { registerCardCommands } from './editor/card/cardCommands.ts';
import { registerCardCompletions } from './editor/card/cardCompletions.ts';
import { registerCardFixes } from './editor/card/cardFixes.ts';
import { registerStepNavigation } from './editor/card/stepNavigation.ts';
import { StaleCards } from './editor/card/staleCards.ts';
import { CardDocuments } from './editor/card/cardDocuments.ts';
import type { CompileCard } from './editor/card/cardDocuments.ts';
import { CardInspections } from './editor/card/cardInspections.ts';
import { registerCardProblems } from './editor/card/cardProblems.ts';
import { openCardStep } from './editor/card/openCardStep.ts';
import { registerCardProviders } from './editor/card/cardProviders.ts';
import { findSource } from './editor/card/findSource.ts';
import { registerRecords, sessionPathOf } from './editor/card/sourceUri.ts';
import { InlineCosts } from './editor/card/inlineCost.ts';
import { registerDistill } from './editor/distill/registerDistill.ts';
import { showRunReport } from './editor/distill/showRunReport.ts';
import { keepPlace } from './editor/card/keepPlace.ts';
import { preserveSetting } from './editor/distill/preserveSetting.ts';
import { SessionPanels } from './editor/panel/sessionPanels.ts';
import { Ledger } from './editor/review/ledger.ts';
import { registerOutcome } from './editor/outcome/registerOutcome.ts';
import { registerReview } from './editor/review/registerReview.ts';
import { KeptEvidence } from './editor/rules/keptEvidence.ts';
import { registerRules } from './editor/rules/registerRules.ts';
import { registerSessions } from './editor/sessions/registerSessions.ts';
import { SessionCatalog } from './editor/sessions/sessionCatalog.ts';
import { RawTraceCosts } from './editor/rawTrace/rawTraceCosts.ts';
import { RawTraces } from './editor/rawTrace/rawTraces.ts';
import { registerRawTraces } from './editor/rawTrace/registerRawTraces.ts';
import { CostDecorations } from './editor/shared/costDecorations.ts';
import type { DrawnCost } from './editor/shared/costDecorations.ts';
import { Reports } from './editor/shared/reports.ts';
import { SkillDiagnostics } from './editor/skill/skillDiagnostics.ts';
import { registerSkillFixes } from './editor/skill/skillFixes.ts';
import { warnOfBudgets } from './editor/status/budgetWarnings.ts';
import { StatusItem } from './editor/status/statusItem.ts';
import { applyPatches } from './core/costcraft/applyPatches.ts';
import { figuresOfLinked } from './platform/figuresOfLinked.ts';
import { TraceWatcher } from './platform/traceWatcher.ts';
import { CallCancelled, WorkerClient } from './platform/workerClient.ts';
import type { WorkerSettings } from './protocol/workerMessages.ts';
import type { SessionSummary } from './protocol/sessionSummary.ts';

/** What other extensions and the tests may ask. Read-only. */
export interface ClawTraceApi {
  version: 1;
  /** How long activation took on the host's thread, in milliseconds. */
  activationMs: number;
  sessions(): SessionSummary[];
  /** Resolves once the first search is over and everything found is read. */
  whenReady(): Promise<void>;
  /** What is drawn into a card, or into the visible part of a session's file; undefined until it is known. */
  inlineCosts(document: vscode.TextDocument): DrawnCost[] | undefined;
  statusText(): string | undefined;
  /** What waits for a decision: the skill's address and the ids of its patches. */
  pendingPatches(): { skill: string; ids: string[] }[];
}

/** How long the editor's end waits for the rows of the list to be written, in milliseconds. */
const LAST_WRITE_MS = 1_000;

let worker: WorkerClient | undefined;

/** What was read in this window needs not be read in the next. */
export function deactivate(): Promise<void> | undefined {
  return worker?.settle(LAST_WRITE_MS);
}

/** Builds the parts, hands them to each other and registers them. Files are read and parsed only in the worker, later. */
export function activate(context: vscode.ExtensionContext): ClawTraceApi {
  const start = performance.now();
  const own = <T extends { dispose(): unknown }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const log = own(vscode.window.createOutputChannel('ClawTrace', { log: true }));
  const { version } = context.extension.packageJSON as { version: string };
  const client = own(
    new WorkerClient(path.join(context.extensionPath, 'dist', 'worker.cjs'), {
      data: { version, storage: context.globalStorageUri.fsPath },
      onLog: (message) => log.info(message),
      onCrash: (message) => {
        log.error(message);
        catalog.recallAll();
      },
    }),
  );
  worker = client;
  const settings = (): WorkerSettings => ({
    prices: vscode.workspace.getConfiguration('clawtrace').get<unknown>('prices', []),
    workspaces: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
  });

  const compileCard: CompileCard = async ({ path: file, allSteps, brief = false }) => {
    const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
    const relativeTo = folder ? { relativeTo: folder.uri.fsPath } : {};
    const summary = catalog.get(file);
    const linkedAgents = summary ? figuresOfLinked(summary, (child) => catalog.get(child)) : [];
    return (await client.call('card', { path: file, allSteps, brief, linkedAgents, settings: settings(), ...relativeTo })).yaml;
  };
  const inspectCard = (text: string) => client.call('inspectCard', { text });

  const catalog = own(
    new SessionCatalog({
      watch: (roots, onChange) => new TraceWatcher(roots, onChange, { onProblem: (message) => log.warn(message) }),
      recall: (paths, signal) => client.call('recall', { paths, settings: settings() }, { signal }),
      summarize: (paths, removed, signal) => client.call('summarize', { paths, removed, settings: settings() }, { signal }),
      isCancelled: (error) => error instanceof CallCancelled,
      log: (message) => log.warn(message),
    }),
  );
  own(registerSessions(catalog));
  const status = own(new StatusItem(catalog));
  own(warnOfBudgets(catalog, context.workspaceState));

  own(new CardDocuments(catalog, compileCard));
  own(registerRecords(async (path) => (await client.call('records', { path })).text));
  own(keepPlace());
  const decorations = own(new CostDecorations());
  const inspections = own(new CardInspections(inspectCard, (message) => log.warn(message)));
  const inlineCosts = own(new InlineCosts(inspections, decorations));
  const traces = own(
    new RawTraces(
      catalog,
      (request) => client.call('lineCosts', { ...request, settings: settings() }),
      (message) => log.warn(message),
    ),
  );
  const rawCosts = own(new RawTraceCosts(traces, decorations));
  own(registerRawTraces(traces, inspections));
  const stale = own(new StaleCards(catalog, inspections, (file) => client.call('fingerprint', { path: file })));
  own(registerCardProviders(inspections, stale));
  own(registerCardCompletions());
  own(registerCardFixes((text, from, to) => client.call('fixCard', { text, from, to })));
  own(registerStepNavigation(inspections, traces));
  own(registerCardProblems(inspections));
  own(registerOutcome(catalog));
  own(registerCardCommands(catalog, inspections, compileCard));
  own(
    new SessionPanels(catalog, context.extensionUri, {
      trace: async (file) => {
        const trace = await client.call('panelTrace', { path: file, settings: settings() });
        // What shows only when all sessions are seen together: whose sub-agents are sessions of their own.
        const known = catalog.get(file);
        return known ? { ...trace, summary: { ...trace.summary, linkedAgents: known.linkedAgents, lowerBound: known.lowerBound } } : trace;
      },
      detail: (file, node) => client.call('panelDetail', { path: file, node, settings: settings() }),
      whatIf: (file, change) => client.call('whatIf', { path: file, change, settings: settings() }),
      compare: (paths, others) => client.call('compare', { paths, with: others, settings: settings() }),
      openStep: (file, step) => openCardStep(inspections, file, step),
      findSession: async (card) => {
        const document = await vscode.workspace.openTextDocument(card);
        const source = await findSource(document, await inspections.of(document));
        return source && sessionPathOf(source);
      },
    }),
  );
  const reports = own(new Reports());
  const ledger = own(new Ledger());
  const kept = new KeptEvidence(context.workspaceState);
  const { reviews, disposable } = registerReview({
    memento: context.workspaceState,
    // Not in the worker: a decision must not wait until a large session is read.
    apply: async (text, patches) => applyPatches(text, patches),
    record: async (entry, decisions) => {
      kept.remember(entry.skill, decisions);
      await ledger.record(entry, decisions);
    },
    showReport: ({ skill, set }) => void showRunReport(reports, skill, set),
    findStep: async (card, step) => {
      const row = (await inspections.of(card)).rows.find((candidate) => candidate.step === step);
      return row && row.line - 1;
    },
    sessionName: (file) => catalog.get(file)?.task,
  });
  own(disposable);
  own(
    registerRules(catalog, {
      reviews,
      ledger,
      kept,
      reports,
      measure: (request, options) => client.call('ruleEffects', request, options),
      isCancelled: (error) => error instanceof CallCancelled,
      settings,
    }),
  );
  own(
    registerDistill(catalog, {
      distill: (request, options) => client.call('distill', { ...request, preserve: preserveSetting() }, options),
      isCancelled: (error) => error instanceof CallCancelled,
      settings,
      rejected: (skill) => ledger.rejected(skill),
      reviews,
      reports,
    }),
  );
  own(
    new SkillDiagnostics(
      async (text, file) => client.call('inspectSkill', { text, path: file }),
      (message) => log.warn(message),
    ),
  );
  own(registerSkillFixes((text, file, from, to) => client.call('fixSkill', { text, path: file, from, to })));
  own(vscode.commands.registerCommand('clawtrace.showLog', () => log.show()));

  const activationMs = performance.now() - start;
  log.info(`activated in ${activationMs.toFixed(1)} ms`);
  return {
    version: 1,
    activationMs,
    sessions: () => catalog.sessions(),
    whenReady: () => catalog.whenReady(),
    inlineCosts: (document) => inlineCosts.of(document) ?? rawCosts.of(document),
    statusText: () => status.text,
    pendingPatches: () =>
      reviews.book.all().map(({ skill, review }) => ({ skill: skill.toString(), ids: review.pending.map(({ id }) => id) })),
  };
}
