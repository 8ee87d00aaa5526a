import { maskSecrets } from '../../core/card/maskSecrets.ts';
import type { AttributedThread, OwnerCost } from '../../core/cost/attributedSession.ts';
import { formatUsdExact } from '../../core/session/money.ts';
import type { Entry, ToolStep } from '../../core/session/session.ts';
import type { PanelDetail } from '../../protocol/panelTrace.ts';
import type { StepDetail } from '../../protocol/stepDetail.ts';
import type { PanelTree } from './panelTree.ts';

/** Longest text sent to the page, in characters: more than anybody reads, little enough to lay out at once. */
export const SENT_LIMIT = 40_000;

/** Longest list of later calls drawn. */
const CARRY_LIMIT = 400;

/** One step in full. `said` is what its records tell, where they could be read. Undefined for a node that is not there (any more). */
export function panelDetail(tree: PanelTree, node: number, said?: StepDetail): PanelDetail | undefined {
  if (!tree.nodes[node]) return undefined;
  const entry = tree.entries[node];
  const cost = tree.costs[node];
  const detail: PanelDetail = { node, texts: entry ? textsOf(entry, said) : [], carry: cost ? carryOf(cost, tree) : [] };
  if (entry?.kind === 'llm' && entry.usage) {
    const { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning } = entry.usage;
    detail.tokens = { input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning };
    const price = cost?.thread.calls.get(entry.index)?.price;
    if (price !== undefined) detail.price = price;
  }
  return detail;
}

function textsOf(entry: Entry, said: StepDetail | undefined): PanelDetail['texts'] {
  const whole = said?.result;
  switch (entry.kind) {
    case 'user':
      return [textOf('message', whole?.text ?? entry.text, entry.chars)];
    case 'llm':
      return [
        ...(entry.error === undefined ? [] : [textOf('error', entry.error)]),
        textOf(
          'answer',
          whole?.text ?? entry.text,
          entry.content.filter(({ kind }) => kind === 'text').reduce((sum, { chars }) => sum + chars, 0),
        ),
      ];
    case 'tool':
      return [
        textOf('arguments', said?.args?.text ?? argumentText(entry), said?.args?.chars),
        ...(entry.result ? [textOf('result', whole?.text ?? entry.result.text, entry.result.chars)] : []),
      ];
    case 'compaction':
      return [];
  }
}

function argumentText({ args }: ToolStep): string {
  return typeof args === 'string' ? args : (JSON.stringify(args, undefined, 2) ?? '');
}

function textOf(name: PanelDetail['texts'][number]['name'], text: string, chars = text.length): PanelDetail['texts'][number] {
  return { name, text: maskSecrets(text.slice(0, SENT_LIMIT)), chars: Math.max(chars, text.length) };
}

/** Its tokens at the price of a cache read, at each call after the first that held it. */
function carryOf({ cost, thread }: { cost: OwnerCost; thread: AttributedThread }, tree: PanelTree): PanelDetail['carry'] {
  const { firstCall, lastCall, tokens } = cost;
  if (firstCall === undefined || lastCall === undefined) return [];
  const carry: PanelDetail['carry'] = [];
  const call = callEntries(tree, thread);
  for (const { callIndex } of thread.context) {
    if (callIndex <= firstCall || callIndex > lastCall || carry.length >= CARRY_LIMIT) continue;
    const rates = thread.rates.get(callIndex);
    const node = call.get(callIndex);
    if (rates && node !== undefined) carry.push({ node, usd: formatUsdExact(BigInt(Math.round(tokens)) * rates.cacheRead) });
  }
  return carry;
}

function callEntries(tree: PanelTree, thread: AttributedThread): Map<number, number> {
  const found = new Map<number, number>();
  for (const [id, entry] of tree.entries.entries()) {
    if (entry?.kind === 'llm' && tree.costs[id]?.thread === thread) found.set(entry.index, id);
  }
  return found;
}
