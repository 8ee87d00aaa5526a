import type { ToPanel } from '../src/protocol/panelMessages.ts';
import type { LinkedSession, PanelComparison, PanelDetail, PanelTrace, WhatIfBill } from '../src/protocol/panelTrace.ts';

/** The host's last answers. A new one replaces the old whole. */
export interface Answers {
  loading?: string;
  /** Why the session could not be read (again). */
  failure?: string;
  trace?: PanelTrace;
  models: string[];
  linked: LinkedSession[];
  detail?: PanelDetail;
  whatIf?: { id: number; bill: WhatIfBill };
  comparison?: PanelComparison;
  /** Why a question had no answer. */
  refused: { detail?: string; whatIf?: string; comparison?: string };
}

export const NO_ANSWERS: Answers = { models: [], linked: [], refused: {} };

export function reduceAnswers(answers: Answers, message: ToPanel): Answers {
  switch (message.type) {
    case 'hello':
      return { ...answers };
    case 'loading':
      return { ...answers, loading: message.text };
    case 'trace': {
      const { failure: _failure, loading: _loading, ...rest } = answers;
      return { ...rest, trace: message.trace, models: message.models, linked: message.linked };
    }
    case 'detail':
      return { ...answers, detail: message.detail, refused: without(answers.refused, 'detail') };
    case 'whatIf':
      return { ...answers, whatIf: { id: message.id, bill: message.bill }, refused: without(answers.refused, 'whatIf') };
    case 'comparison':
      return { ...answers, comparison: message.comparison, refused: without(answers.refused, 'comparison') };
    case 'failed':
      if (message.about === undefined) return { ...answers, failure: message.text };
      return { ...answers, refused: { ...answers.refused, [message.about]: message.text } };
    default:
      // Another extension's page, or a later version's message: not ours to guess at.
      return answers;
  }
}

function without(refused: Answers['refused'], about: keyof Answers['refused']): Answers['refused'] {
  const { [about]: _, ...rest } = refused;
  return rest;
}
