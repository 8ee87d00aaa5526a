import { resultHash } from '../core/session/resultHash.ts';
import { threadsOf } from '../core/session/walk.ts';
import type { Entry, Session, SourcePointer } from '../core/session/session.ts';
import type { StepReference } from '../protocol/stepDetail.ts';

/** Where an entry of a session stands, and what tells that the records there are still the same. */
export interface IndexedStep {
  kind: Entry['kind'];
  name: string;
  source: SourcePointer;
  /** Only for a tool step. */
  tool?: { id: string; argsChars: number; result?: { source: SourcePointer; hash: string; chars: number } };
  /** Only for words of a model or a user, as far as the model of the session keeps them. */
  said?: { text: string; chars: number };
}

export interface StepIndex {
  kind: 'steps';
  /** Format and path of the sources that the pointers count. */
  sources: { path: string; format: string }[];
  /** By the numbers of the card, which begin at 1: calls and tool uses of the main thread. */
  numbered: IndexedStep[];
  /** All entries of all threads. */
  all: IndexedStep[];
  /** About how many bytes it takes. */
  weight: number;
}

/** What one entry takes beside its text, in bytes. */
const ENTRY_WEIGHT = 250;

export function indexSteps(session: Session): StepIndex {
  const index: StepIndex = {
    kind: 'steps',
    sources: session.sources.map(({ path, format }) => ({ path, format })),
    numbered: [],
    all: [],
    weight: 0,
  };
  for (const { thread, depth } of threadsOf(session)) {
    for (const entry of thread.entries) {
      const step = indexStep(entry);
      index.all.push(step);
      index.weight += ENTRY_WEIGHT + (step.said?.text.length ?? 0);
      if (depth === 0 && (entry.kind === 'llm' || entry.kind === 'tool')) index.numbered.push(step);
    }
  }
  return index;
}

export function findStep({ numbered, all }: StepIndex, reference: StepReference): IndexedStep | undefined {
  if ('step' in reference) return numbered[reference.step - 1];
  const { source, offset, toolCallId } = reference;
  const isAt = (at: SourcePointer | undefined): boolean => at?.source === source && at.offset === offset;
  const there = all.filter((step) => isAt(step.source) || isAt(step.tool?.result?.source));
  return toolCallId === undefined ? there[0] : there.find(({ tool }) => tool?.id === toolCallId);
}

function indexStep(entry: Entry): IndexedStep {
  const { kind, source } = entry;
  switch (entry.kind) {
    case 'tool': {
      const { result } = entry;
      const found = result && { source: result.source, hash: resultHash(result), chars: result.chars };
      return {
        kind,
        name: entry.name,
        source,
        tool: { id: entry.toolCallId, argsChars: entry.argsChars, ...(found && { result: found }) },
      };
    }
    case 'llm': {
      const chars = entry.content.reduce((sum, part) => sum + (part.kind === 'text' ? part.chars : 0), 0);
      return { kind, name: entry.model, source, said: { text: entry.text, chars: Math.max(chars, entry.text.length) } };
    }
    case 'user':
      return { kind, name: '', source, said: { text: entry.text, chars: Math.max(entry.chars, entry.text.length) } };
    case 'compaction':
      return { kind, name: '', source };
  }
}
