import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { openPanel } from './harness.ts';
import type { OpenPanel, PanelSurroundings } from './panelPage.ts';
import { makeTrace } from './makeTrace.ts';
import type { PanelTheme } from './themeColors.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><b>bold</b>';

const TRACE = makeTrace([
  { kind: 'prefix', name: 'prefix', usd: '0.1413', step: '0' },
  { kind: 'llm', name: 'claude-sonnet-4-5', target: 'I read the zones', usd: '0.07', subtreeUsd: '0.28', line: 17 },
  { kind: 'tool', name: 'Read', target: 'data/zones.csv', usd: '0.21', parent: 1 },
]);

let panel: OpenPanel;
const open = async (theme?: PanelTheme, around?: PanelSurroundings): Promise<void> => {
  panel = await openPanel(theme, around);
};
const show = (trace = TRACE): Promise<void> => panel.send({ type: 'trace', trace, models: ['claude-sonnet-4-5'], linked: [] });

describe('the page', () => {
  beforeAll(() => build({ production: true, only: ['webview'] }));

  afterEach(async () => {
    expect(panel.faults).toEqual([]);
    await panel.close();
  });

  it('asks for its content when it is there', async () => {
    await open();
    await expect.poll(() => panel.messages()).toEqual([{ type: 'ready' }]);
  });

  it.each(['light', 'dark', 'contrast'] as const)('shows a session (%s)', async (theme) => {
    await open(theme);
    await show();
    await panel.page.getByText('Quote a parcel to zone 7').waitFor();
    for (const text of ['≥ $0.421', '$0.0211', 'data/zones.csv', '$0.210', '12']) {
      expect(await panel.page.getByText(text, { exact: true }).first().isVisible(), text).toBe(true);
    }
    expect(await panel.state()).toMatchObject({ path: '/sessions/a.jsonl' });
    await panel.screenshot('panel');
  });

  it('shows hostile text as text', async () => {
    await open();
    const nodes = [...TRACE.nodes.map((node) => ({ ...node, name: HOSTILE, target: HOSTILE }))];
    await show({ ...TRACE, nodes, summary: { ...TRACE.summary, task: HOSTILE, warnings: [HOSTILE], agent: HOSTILE } });
    await panel.page.getByText(HOSTILE).first().waitFor();
    for (const view of ['Timeline', 'Call Graph', 'What If', 'Compare', 'Steps']) {
      await panel.page.getByRole('tab', { name: view }).click();
      expect(await panel.page.locator('main img, main b').count()).toBe(0);
    }
    expect(await panel.page.title()).toBe('ClawTrace');
  });

  it('tells the editor what is clicked', async () => {
    await open();
    await show();
    await panel.page.getByText('Distill Skill').click();
    await panel.page.getByText('Open TraceCard').click();
    expect(await panel.messages()).toEqual([{ type: 'ready' }, { type: 'distill' }, { type: 'openCard' }]);
  });

  it('keeps what it shows while the next answer is on its way', async () => {
    await open();
    await panel.send({ type: 'loading', text: 'Reading the session' });
    await panel.page.getByText('Reading the session').waitFor();
    await show();
    await panel.page.getByText('Quote a parcel to zone 7').waitFor();
    await panel.send({ type: 'loading', text: 'Reading the session' });
    expect(await panel.page.getByText('Quote a parcel to zone 7').isVisible()).toBe(true);
  });

  it('says why it shows nothing', async () => {
    await open();
    await panel.send({ type: 'failed', text: 'a.jsonl: no such file' });
    expect(await panel.page.getByRole('alert').innerText()).toBe('a.jsonl: no such file');
  });

  it("speaks the editor's language", async () => {
    await open();
    await panel.send({ type: 'hello', texts: { 'Distill Skill': 'Skill destillieren' } });
    await show();
    await panel.page.getByText('Skill destillieren').waitFor();
  });
});
