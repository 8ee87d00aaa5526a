import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';
import type { PanelSession } from '../../src/protocol/panelMessages.ts';
import { openPanel } from './harness.ts';
import type { OpenPanel } from './harness.ts';
import type { PanelTheme } from './themeColors.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><b>bold</b>';

const session: PanelSession = {
  title: 'Quote a parcel to zone 7',
  subtitle: 'claude · claude-sonnet-4-5 × 12',
  figures: [
    { label: 'Total', value: '$0.4213', hint: 'At least: some calls have no known price.' },
    { label: 'Model calls', value: '12' },
  ],
  split: {
    heading: 'Where the money went',
    columns: ['Part', 'Cost', 'Share'],
    parts: [
      { name: 'Tool results: carried', usd: '$0.2800', share: '66 %', fraction: 0.66 },
      { name: 'Output', usd: '$0.1413', share: '34 %', fraction: 0.34 },
    ],
    description: 'Tool results: carried: 66 %, Output: 34 %',
  },
  steps: {
    heading: 'Dearest steps',
    columns: ['Step', 'What', 'Cost', 'Share', 'Remarks'],
    rows: [
      {
        step: '3',
        name: 'Read',
        target: 'data/zones.csv',
        usd: '$0.2100',
        share: '50 %',
        fraction: 0.5,
        remarks: 'oversize',
        sourceLine: 17,
      },
      { step: '4', name: 'Bash', target: HOSTILE, usd: '$0.0100', share: '2 %', fraction: 0.02, remarks: '' },
    ],
  },
  actions: { openCard: 'Open TraceCard', distill: 'Distill Skill', openStep: 'Open in the session file' },
  notes: [HOSTILE],
};

let panel: OpenPanel;
const open = async (theme?: PanelTheme): Promise<void> => {
  panel = await openPanel(theme);
};

describe('the panel', () => {
  beforeAll(() => build({ production: true, only: ['webview'] }));

  afterEach(async () => {
    expect(panel.faults).toEqual([]);
    await panel.close();
  });

  it('asks for its content when it is there', async () => {
    await open();
    expect(await panel.messages()).toEqual([{ type: 'ready' }]);
  });

  it.each(['light', 'dark', 'contrast'] as const)('shows a session (%s)', async (theme) => {
    await open(theme);
    await panel.send({ type: 'session', path: '/sessions/a.jsonl', session });
    await panel.page.getByText('Quote a parcel to zone 7').waitFor();
    for (const text of ['$0.4213', 'Where the money went', 'Tool results: carried', 'data/zones.csv', '$0.2100', 'oversize']) {
      expect(await panel.page.getByText(text, { exact: true }).first().isVisible(), text).toBe(true);
    }
    expect(await panel.state()).toEqual({ path: '/sessions/a.jsonl' });
    await panel.screenshot('panel');
  });

  it('shows hostile text as text', async () => {
    await open();
    await panel.send({ type: 'session', path: '/sessions/a.jsonl', session });
    await panel.page.getByText(HOSTILE).first().waitFor();
    expect(await panel.page.locator('main img, main b').count()).toBe(0);
    expect(await panel.page.title()).toBe('ClawTrace');
  });

  it('tells the editor what is clicked', async () => {
    await open();
    await panel.send({ type: 'session', path: '/sessions/a.jsonl', session });
    await panel.page.getByText('Distill Skill').click();
    await panel.page.getByText('Open TraceCard').click();
    expect(await panel.messages()).toEqual([{ type: 'ready' }, { type: 'distill' }, { type: 'openCard' }]);
  });

  it('keeps what it shows while the next answer is on its way', async () => {
    await open();
    await panel.send({ type: 'loading', text: 'Reading the session' });
    await panel.page.getByText('Reading the session').waitFor();
    await panel.send({ type: 'session', path: '/sessions/a.jsonl', session });
    await panel.page.getByText('Quote a parcel to zone 7').waitFor();
    await panel.send({ type: 'loading', text: 'Reading the session' });
    expect(await panel.page.getByText('Quote a parcel to zone 7').isVisible()).toBe(true);
  });

  it('says why it shows nothing', async () => {
    await open();
    await panel.send({ type: 'failed', text: 'a.jsonl: no such file' });
    expect(await panel.page.getByRole('alert').innerText()).toBe('a.jsonl: no such file');
  });
});
