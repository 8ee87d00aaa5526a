import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { usdText } from '../../src/protocol/formatFigures.ts';
import type { PanelTrace } from '../../src/protocol/panelTrace.ts';
import type { FromPanel, ToPanel } from '../../src/protocol/panelMessages.ts';
import { answerFromCore } from './answerFromCore.ts';
import { openPanel } from './harness.ts';
import type { OpenPanel } from './panelPage.ts';
import { makeTrace } from './makeTrace.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const SESSIONS = path.join(ROOT, 'test', 'workspace', 'sessions');
const SESSION = path.join(SESSIONS, 'claude-code', '9d7be4c6-1f38-4c22-8e0b-6a2d94f7c053.jsonl');
const OTHER = path.join(SESSIONS, 'claude-code', '5f0c2a71-3b64-4d0e-9a55-0d6f1c7e2b18.jsonl');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const VIEWS = ['Steps', 'Timeline', 'Call Graph', 'What If', 'Compare'];

let panel: OpenPanel;
let answer: (message: FromPanel) => Promise<ToPanel[]>;

async function openSession(more: { width?: number; height?: number; state?: unknown } = {}): Promise<PanelTrace> {
  answer = answerFromCore(SESSION, OTHER);
  const trace = (await answer({ type: 'ready' })).find((message) => message.type === 'trace')!.trace;
  panel = await openPanel('dark', { answer, ...more });
  await panel.page.locator('.tree-row, [role=tabpanel] > *').first().waitFor();
  return trace;
}

const goTo = (view: string): Promise<void> => panel.page.getByRole('tab', { name: view }).click();
const rowTexts = (): Promise<string[]> => panel.page.locator('.tree-row .what').allInnerTexts();
const lastOf = async <T extends FromPanel['type']>(type: T): Promise<Extract<FromPanel, { type: T }> | undefined> =>
  (await panel.messages()).findLast((message): message is Extract<FromPanel, { type: T }> => message.type === type);

beforeAll(() => build({ production: true, only: ['webview', 'cli'] }));

afterEach(async () => {
  expect(panel.faults).toEqual([]);
  await panel.close();
});

describe('figures', () => {
  it("equal the command line's for the same session, to the last digit", async () => {
    const trace = await openSession();
    const output = execFileSync(process.execPath, [path.join(ROOT, 'dist', 'cli.js'), 'cost', SESSION, '--json'], { encoding: 'utf8' });
    const [told] = (JSON.parse(output) as { sessions: { usd: string | number; attributed: Record<string, string | number> }[] }).sessions;
    expect(trace.summary.usd).toBe(String(told!.usd));
    const shown = await panel.page.locator('.figures dd').first().innerText();
    expect(shown.replace('≥ ', '')).toBe(usdText(String(told!.usd)));
    // What the bar shows as re-writes lies in the other parts on the command line.
    const sum = (amounts: readonly string[]): number => amounts.reduce((total, usd) => total + Number(usd), 0);
    expect(sum(trace.split.map(({ usd }) => usd))).toBeCloseTo(Number(told!.usd), 12);
    expect(sum(trace.nodes.filter(({ parent }) => parent < 0).map(({ subtreeUsd }) => subtreeUsd))).toBeCloseTo(Number(told!.usd), 12);
  });
});

describe('the steps', () => {
  it('are found by words, kind, flag, tool and cost', async () => {
    const trace = await openSession();
    const whole = (await rowTexts()).length;
    await panel.page.getByRole('textbox', { name: 'Search steps' }).first().fill('read');
    await panel.page.getByText(/\d+ steps?$/).waitFor();
    const found = await rowTexts();
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(whole);
    await panel.page.getByRole('textbox', { name: 'Search steps' }).first().fill('no step is called like this');
    await panel.page.getByText('No step is like that.').waitFor();
    await panel.page.getByText('Clear Filters').click();
    expect((await rowTexts()).length).toBe(whole);
    await panel.page.getByLabel('Tool', { exact: true }).selectOption({ index: 1 });
    const tool = await panel.page.getByLabel('Tool', { exact: true }).inputValue();
    const named = trace.nodes.filter(({ kind, name }) => (kind === 'tool' || kind === 'agent') && name === tool).length;
    await panel.page.getByText(named === 1 ? '1 step' : `${named} steps`, { exact: true }).waitFor();
  });

  it('stand by cost when asked to', async () => {
    const trace = await openSession();
    await panel.page.getByLabel('Order').selectOption('cost');
    const dearest = trace.nodes.filter(({ parent }) => parent < 0).sort((a, b) => Number(b.subtreeUsd) - Number(a.subtreeUsd))[0]!;
    expect(await panel.page.locator('.tree-row .step').first().innerText()).toBe(dearest.step);
  });

  it('are walked, opened and closed by keyboard alone', async () => {
    await openSession();
    await panel.page.getByRole('treegrid').focus();
    const selected = (): Promise<string> => panel.page.locator('.tree-row.selected .step').innerText();
    expect(await selected()).toBe('0');
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('ArrowDown');
    const call = panel.page.locator('.tree-row.selected');
    expect(await call.getAttribute('aria-expanded')).toBe('true');
    await panel.page.keyboard.press('ArrowLeft');
    expect(await call.getAttribute('aria-expanded')).toBe('false');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('ArrowRight');
    expect(Number(await call.getAttribute('aria-level'))).toBe(2);
    await panel.page.keyboard.press('End');
    expect(await call.getAttribute('aria-rowindex')).toBe(await panel.page.getByRole('treegrid').getAttribute('aria-rowcount'));
  });

  it('are shown in full when chosen, and lead to record and card', async () => {
    await openSession();
    await panel.page.locator('.tree-row.kind-tool').first().click();
    await panel.page.locator('.detail pre').first().waitFor();
    expect(await panel.page.locator('.detail h3').allInnerTexts()).toEqual(['Arguments', 'Result']);
    await panel.page.getByText('Open Record').click();
    await panel.page.getByText('Show in TraceCard').click();
    expect(await lastOf('openSource')).toMatchObject({ line: expect.any(Number) });
    expect(await lastOf('openCard')).toMatchObject({ step: expect.any(String) });
  });

  it('have their bar of heat below the figure, never across it', async () => {
    await openSession();
    const overlaps = await panel.page
      .locator('.tree-row .heat')
      .evaluateAll((bars) => bars.map((bar) => bar.nextElementSibling!.getBoundingClientRect().bottom > bar.getBoundingClientRect().top));
    expect(overlaps.length).toBeGreaterThan(5);
    expect(overlaps).not.toContain(true);
  });

  it('stay where they are when the session grows', async () => {
    const trace = await openSession();
    await panel.page.locator('.tree-row.kind-tool').nth(1).click();
    await panel.page.locator('.detail pre').first().waitFor();
    const before = await panel.page.locator('.tree-row.selected .step').innerText();
    const last = trace.nodes.at(-1)!;
    await panel.send({
      type: 'trace',
      trace: { ...trace, nodes: [...trace.nodes, { ...last, id: trace.nodes.length, parent: -1, step: '999' }] },
      models: [],
      linked: [],
    });
    expect(await panel.page.locator('.tree-row.selected .step').innerText()).toBe(before);
    await panel.page.keyboard.press('End');
    await expect.poll(() => panel.page.locator('.tree-row .step').allInnerTexts()).toContain('999');
  });

  it('leave the page as CSV and Markdown in which no text of a trace can act', async () => {
    panel = await openPanel('dark');
    await panel.send({
      type: 'trace',
      trace: makeTrace([{ kind: 'tool', name: 'Bash', target: '=HYPERLINK("http://x")' }]),
      models: [],
      linked: [],
    });
    await panel.page.getByLabel('Copy or save').selectOption('copyCsv');
    await expect.poll(async () => (await lastOf('copy'))?.text).toContain(`"'=HYPERLINK(""http://x"")"`);
    await panel.page.getByLabel('Copy or save').selectOption('saveMd');
    await expect.poll(async () => (await lastOf('save'))?.format).toBe('md');
  });
});

describe('the timeline', () => {
  it('zooms, moves and chooses by keyboard, and stands as a table too', async () => {
    await openSession();
    await goTo('Timeline');
    const frame = panel.page.getByRole('application');
    await frame.focus();
    const bars = (): Promise<(string | null)[]> =>
      panel.page.locator('.span').evaluateAll((shapes) => shapes.map((shape) => shape.getAttribute('d')));
    await panel.page.keyboard.press('ArrowRight');
    const first = await panel.page.locator('.chosen').innerText();
    await panel.page.keyboard.press('ArrowRight');
    await expect.poll(() => panel.page.locator('.chosen').innerText()).not.toBe(first);
    const before = await bars();
    await panel.page.keyboard.press('+');
    await panel.page.keyboard.press('+');
    await expect.poll(bars).not.toEqual(before);
    await panel.page.keyboard.press('0');
    await expect.poll(bars).toEqual(before);
    await panel.page.getByText('Timeline as a table').click();
    await expect.poll(() => panel.page.locator('.twin tbody tr').count()).toBeGreaterThan(3);
    await frame.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.tree-row.selected').waitFor();
  });

  it('is saved as a drawing that stands alone', async () => {
    await openSession();
    await goTo('Timeline');
    await panel.page.getByLabel('Copy or save').selectOption('saveSvg');
    await expect.poll(async () => (await lastOf('save'))?.data).toMatch(/^<svg[^]*fill="rgb/);
    await panel.page.getByLabel('Copy or save').selectOption('savePng');
    await expect.poll(async () => (await lastOf('save'))?.format).toBe('png');
    expect((await lastOf('save'))!.data).toMatch(/^iVBOR/);
  });
});

describe('the call graph', () => {
  it('has one box an actor, whose dollars are the total', async () => {
    const trace = await openSession();
    await goTo('Call Graph');
    await panel.page.getByText('Call graph as a table').click();
    const cells = await panel.page.locator('.twin tbody tr td:nth-child(4)').allInnerTexts();
    expect(cells.length).toBe(await panel.page.locator('.actor').count());
    expect(cells.reduce((sum, usd) => sum + Number(usd), 0)).toBeCloseTo(Number(trace.summary.usd), 12);
  });
});

describe('what if', () => {
  it("shows the core's simulated bill for what is ticked", async () => {
    const trace = await openSession();
    await goTo('What If');
    const shown = (): Promise<string[]> => panel.page.locator('.bill dd').allInnerTexts();
    await expect.poll(async () => (await shown())[0]).toBe(usdText(trace.summary.usd));
    expect((await shown())[1]).toBe(usdText(trace.summary.usd));
    await panel.page.locator('.step-choices input[type=checkbox]').first().check();
    await panel.page.locator('input[type=number]').fill('100');
    await expect.poll(async () => (await lastOf('whatIf'))?.change).toMatchObject({ capTokens: 100, nodes: [expect.any(Number)] });
    const [bill] = await answer((await lastOf('whatIf'))!);
    expect(bill?.type).toBe('whatIf');
    if (bill?.type !== 'whatIf') return;
    await expect.poll(async () => (await shown())[1]).toBe(usdText(bill.bill.after.mid));
    expect(Number(bill.bill.after.mid)).toBeLessThan(Number(trace.summary.usd));
  });

  it('calls a bound a bound', async () => {
    panel = await openPanel();
    await panel.send({ type: 'trace', trace: makeTrace([{ kind: 'llm', name: 'm', usd: '0.4213' }]), models: [], linked: [] });
    await goTo('What If');
    await expect.poll(async () => (await lastOf('whatIf'))?.id).toBeGreaterThan(0);
    const { id } = (await lastOf('whatIf'))!;
    await panel.send({
      type: 'whatIf',
      id,
      bill: { before: '0.4213', after: { low: '0.2', mid: '0.2', high: '0.2' }, removed: 1, capped: 0, batched: 0, unpricedCalls: 0 },
    });
    await expect.poll(() => panel.page.locator('.bill dd').allInnerTexts()).toEqual(['≥ $0.421', '≥ $0.200', '$0.221 · 53 %']);
  });

  it('says what another model is taken to do', async () => {
    const trace = await openSession();
    await goTo('What If');
    await panel.page.getByLabel('Model', { exact: true }).selectOption('claude-haiku-4-5');
    await panel.page.getByText('claude-haiku-4-5 is taken to use the same tokens and to do as well.').waitFor();
    const [bill] = await answer((await lastOf('whatIf'))!);
    if (bill?.type !== 'whatIf') throw new Error('no bill');
    expect(Number(bill.bill.after.mid)).toBeLessThan(Number(trace.summary.usd));
  });
});

describe('compare', () => {
  it('stands two sessions beside each other', async () => {
    const trace = await openSession();
    await goTo('Compare');
    await panel.page.getByText('Choose Sessions').click();
    await panel.page.getByText('By where the money went').waitFor();
    expect(await panel.page.locator('.compare-head tbody tr:nth-child(2) td').first().innerText()).toContain(usdText(trace.summary.usd));
    await expect.poll(() => panel.page.locator('.compare-steps tbody tr').count()).toBeGreaterThan(5);
    expect(await panel.state()).toMatchObject({ compared: { paths: [SESSION], with: [OTHER] }, view: 'compare' });
  });

  it('comes back after a reload', async () => {
    await openSession({ state: { path: SESSION, view: 'compare', compared: { paths: [SESSION], with: [OTHER] } } });
    await panel.page.getByText('By where the money went').waitFor();
  });
});

describe('every view', () => {
  it('has no serious fault of accessibility', async () => {
    await openSession();
    await panel.page.locator('.tree-row.kind-tool').first().click();
    await panel.page.locator('.detail pre').first().waitFor();
    for (const view of VIEWS) {
      await goTo(view);
      if (view === 'Compare') await panel.page.getByText('Choose Sessions').click();
      await panel.page.waitForTimeout(100);
      // Through the debugger: the page's policy lets no foreign script in.
      await panel.page.evaluate(await axeSource());
      const faults = await panel.page.evaluate(
        'axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.filter((v) => v.impact === "serious" || v.impact === "critical").map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")))',
      );
      expect(faults, view).toEqual([]);
    }
  });

  it('takes the row that was clicked where the panel is narrow, and the first one where the tree is reached by keyboard', async () => {
    await openSession({ width: 420, height: 700 });
    const { page } = panel;
    const row = page.locator('.tree-row.kind-tool').nth(2);
    const clicked = await row.getAttribute('id');
    await row.click();
    await page.locator('.detail').waitFor();
    expect(await page.locator('.tree-row.selected').getAttribute('id')).toBe(clicked);
    await page.locator('.detail .close').click();
    await page.locator('.export, .filters select').last().focus();
    await page.keyboard.press('Tab');
    expect(await page.locator('.tree-row.selected').getAttribute('id')).toBe('row-0');
  });

  it('fits beside the side bar of half a window, and still says what each step was', async () => {
    await openSession({ width: 240, height: 700 });
    const { page } = panel;
    expect((await page.locator('.tree-row.kind-tool .what').first().boundingBox())?.width).toBeGreaterThan(60);
    for (const view of VIEWS) {
      await goTo(view);
      const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(wide, `${view} scrolls sideways`).toBeLessThanOrEqual(1);
      const cut = await page
        .locator('fieldset')
        .evaluateAll((boxes) => boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent));
      expect(cut, view).toEqual([]);
    }
  });

  it('bears texts that attack or never end', async () => {
    panel = await openPanel('dark', { width: 420, height: 700 });
    const evil = `\u202e<script>document.title=1</script>${'x'.repeat(1_000_000)}`;
    const drafts = [
      { kind: 'llm', name: evil.slice(0, 200), target: evil.slice(0, 200), usd: '0.2' },
      { kind: 'tool', name: 'Bash', target: evil.slice(0, 200), usd: '0.2', parent: 0 },
    ] as const;
    await panel.send({ type: 'trace', trace: makeTrace(drafts), models: [], linked: [] });
    await panel.page.locator('.tree-row.kind-tool').click();
    await panel.send({ type: 'detail', detail: { node: 1, texts: [{ name: 'result', text: evil, chars: evil.length }], carry: [] } });
    await panel.page.locator('.detail pre').waitFor();
    for (const view of VIEWS) {
      await goTo(view);
      const wide = await panel.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      expect(wide, `${view} scrolls sideways`).toBeLessThanOrEqual(1);
    }
    expect(await panel.page.title()).toBe('ClawTrace');
    expect(await panel.page.locator('script:not([nonce])').count()).toBe(0);
  });
});

async function axeSource(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(AXE, 'utf8');
}
