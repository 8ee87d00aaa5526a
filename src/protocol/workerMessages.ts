import type { Usd } from '../core/card/traceCard.ts';
import type { CardFix } from '../core/card/fixCard.ts';
import type { LineCosts } from '../core/card/costsByLine.ts';
import type { DistillOptions } from '../core/costcraft/distillOptions.ts';
import type { RuleEffect } from '../core/costcraft/effect/ruleEffect.ts';
import type { LedgerRecord, Rejection } from '../core/costcraft/ledger.ts';
import type { PatchSet, UnreadSession } from '../core/costcraft/patch.ts';
import type { CardInspection } from '../core/card/inspectCard.ts';
import type { SkillFix } from '../core/skill/fixSkill.ts';
import type { TextProblem } from '../core/session/textProblem.ts';
import type { PanelComparison, PanelDetail, PanelTrace, WhatIf, WhatIfBill } from './panelTrace.ts';
import type { SummaryResult } from './sessionSummary.ts';
import type { StepDetail, StepReference } from './stepDetail.ts';

/** Questions to the worker and their answers: one contract for both sides. Everything is structured-clone safe. */
export interface WorkerCalls {
  /**
   * Reads, prices and analyses each file; answers in the order of the paths. Sessions are linked with those of earlier calls, less the
   * `removed` ones: rows of earlier calls that change by it follow after. `aside` asks for these rows only and leaves no trace: later
   * calls are told no less for it.
   */
  summarize: { request: { paths: string[]; removed?: string[]; aside?: boolean; settings: WorkerSettings }; answer: SummaryResult[] };
  /** The same for those of the files that are kept from an earlier run and have not changed; nothing of the others. Reads none. */
  recall: { request: { paths: string[]; settings: WorkerSettings }; answer: SummaryResult[] };
  /** Writes to disk what is to be kept for the next run. */
  flush: { request: Record<string, never>; answer: undefined };
  /** Compiles the TraceCard of one session. */
  card: { request: CardRequest; answer: { yaml: string } };
  /** What lines `from` to `to` (1-based, both included) of a session's file cost; the file may be one of a sub-agent. */
  lineCosts: { request: { path: string; from: number; to: number; settings: WorkerSettings }; answer: LineCostsAnswer };
  /** Locates the rows of a card's text and its problems. */
  inspectCard: { request: { text: string }; answer: CardInspection };
  /** Ways to mend the problems that begin on these lines of a card's text. */
  fixCard: { request: { text: string; from: number; to: number }; answer: CardFix[] };
  /** Size and SHA-256 of a file as it is now; undefined where it cannot be read. */
  fingerprint: { request: { path: string }; answer: FileFingerprint | undefined };
  /** Ways to mend the problems that begin on these lines of a SKILL.md. */
  fixSkill: { request: { text: string; path: string; from: number; to: number }; answer: SkillFix[] };
  inspectSkill: { request: { text: string; path: string }; answer: TextProblem[] };
  /** One proposal for each target, in their order. */
  distill: { request: DistillRequest; answer: PatchSet[] };
  /** What became of the patterns of a skill's learned rules since these were accepted. */
  ruleEffects: { request: MeasureRequest; answer: MeasuredRules };
  /** The records of a session whose file is no text, as JSON Lines. */
  records: { request: { path: string }; answer: { text: string } };
  panelTrace: { request: PanelRequest; answer: PanelTrace };
  panelDetail: { request: PanelRequest & { node: number }; answer: PanelDetail };
  whatIf: { request: PanelRequest & { change: WhatIf }; answer: WhatIfBill };
  /** Two groups of sessions, often of one each. */
  compare: { request: { paths: string[]; with: string[]; settings: WorkerSettings }; answer: PanelComparison };
  /**
   * Arguments and result of one step, read from their places in the file: only these bytes, once the session has been read. Throws an
   * Error for people when there is no such step (any more).
   */
  stepDetail: { request: StepDetailRequest; answer: StepDetail };
}

export interface PanelRequest {
  path: string;
  settings: WorkerSettings;
}

/** What the worker is started with. */
export interface WorkerData {
  /** Folder of the extension in which it may keep what it has read; absent: it keeps nothing. */
  storage?: string;
  /** Version of the extension. */
  version: string;
}

export interface FileFingerprint {
  bytes: number;
  sha256: string;
}

export type LineCostsAnswer =
  | (LineCosts & {
      kind: 'session';
      /** The file whose bill the lines are in: the one asked for, or that of the session that started the sub-agent. */
      session: string;
      /** True where `total` is only a lower bound. */
      lowerBound: boolean;
      /** The dearest lines of the whole file, the dearest first, and the first lines with a failure or a flag, in order; a few hundred at most. */
      dearest: MarkedLine[];
      flagged: number[];
    })
  | { kind: 'not-a-trace' | 'unreadable'; reason: string };

/** A line (1-based) that an overview shows. */
export interface MarkedLine {
  line: number;
  usd: Usd;
  /** Of the session's total, 0 to 1. */
  share: number;
}

export interface WorkerSettings {
  /** The setting `clawtrace.prices` as the user has written it. */
  prices: unknown;
  /** The workspace's folders, whose `.clawtrace` holds the user's marks. */
  workspaces?: readonly string[];
}

export interface CardRequest {
  path: string;
  /** The folder that paths in the card are relative to. */
  relativeTo?: string;
  allSteps: boolean;
  /** The short form for prompts. */
  brief?: boolean;
  /** Sub-agents with a bill of their own, as they are known so far. */
  linkedAgents: LinkedAgentFigures[];
  settings: WorkerSettings;
}

/** What a card says of a sub-agent that is a session of its own. */
export interface LinkedAgentFigures {
  runId: string;
  path: string;
  usd: Usd;
  calls: number;
}

/** One skill, and the sessions that it may learn from. */
export interface DistillTarget {
  paths: string[];
  /** `everyProject`: agents load it in every project, so rules that hold for one only do not belong there. */
  skill: { file: string; text: string; isNew: boolean; everyProject?: boolean };
  /** Texts of AGENTS.md and its like, against which a rule must be new. */
  context: { file: string; text: string }[];
  /** Patches the user turned down before. */
  rejected: Rejection[];
}

export interface DistillRequest {
  targets: DistillTarget[];
  /** Which preserve rules are wanted; those of the skill's own project if it is not given. */
  preserve?: DistillOptions['preserve'];
  settings: WorkerSettings;
}

export interface MeasureRequest {
  paths: string[];
  skill: { file: string; text: string; everyProject?: boolean };
  /** The workspace's ledger, and how it names the skill. */
  records: LedgerRecord[];
  file: string;
  settings: WorkerSettings;
}

export interface MeasuredRules {
  /** In the order of the skill; none of rules that the ledger does not know. */
  effects: RuleEffect[];
  unread: UnreadSession[];
}

export interface StepDetailRequest {
  /** The session's main file, also for steps that stand in a sub-agent's. */
  path: string;
  step: StepReference;
  /** Longest text wanted, in characters; DETAIL_CHARS.usual if it is not given. */
  maxChars?: number;
  settings: WorkerSettings;
}

export type CallName = keyof WorkerCalls;

export type ToWorker =
  { [K in CallName]: { type: 'call'; id: number; name: K; request: WorkerCalls[K]['request'] } }[CallName] | { type: 'cancel'; id: number };

export type FromWorker =
  | { type: 'answer'; id: number; answer: unknown }
  /** `done` of `total` files; `label` names the one at work. */
  | { type: 'progress'; id: number; done: number; total: number; label: string }
  /** `cancelled` tells a cancelled call from a failed one. */
  | { type: 'error'; id: number; message: string; cancelled: boolean }
  /** For the log. */
  | { type: 'log'; message: string };
