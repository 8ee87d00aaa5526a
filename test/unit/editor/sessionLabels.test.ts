import { describe, expect, it } from 'vitest';
import {
  costText,
  sessionAria,
  sessionDescription,
  sessionFlags,
  sessionIcon,
  sessionLabel,
} from '../../../src/editor/sessions/sessionLabels.ts';
import { sessionTooltip } from '../../../src/editor/sessions/sessionTooltip.ts';
import { english } from '../../../src/protocol/translate.ts';
import { summaryOf } from './summaryOf.ts';

const now = 1_763_800_000_000;

describe('the texts of a session', () => {
  it('shortens the task, and names the session when there is none', () => {
    expect(sessionLabel(summaryOf({ task: 'Explain the  cache\nof the parser' }), english)).toBe('Explain the cache of…');
    expect(sessionLabel(summaryOf({ task: '' }), english)).toBe('Session 5f0c2a71');
  });

  it('says cost, tokens, age and what deserves a look', () => {
    const summary = summaryOf({
      usd: '0.59293',
      endedAt: now - 3 * 3_600_000,
      failures: 1,
      redundant: 3,
      avoidableUsd: '0.412',
      agents: 2,
    });
    expect(sessionDescription(summary, now, false, english)).toBe(
      '$0.593 · 1.26k tokens · 3 h ago · 1 failure · 3 redundant · $0.412 avoidable · 2 agents',
    );
    expect(sessionDescription(summary, now, true, english)).toContain('running');
    expect(sessionAria(summary, now, false, english)).toContain('claude-code, $0.593, 1.26k tokens');
  });

  it('never shows an unknown price as zero', () => {
    expect(costText(summaryOf({ usd: '0', lowerBound: true }), english)).toBe('unpriced');
    expect(costText(summaryOf({ usd: '0.2', lowerBound: true }), english)).toBe('≥ $0.200');
    expect(costText(summaryOf({ usd: '0' }), english)).toBe('$0');
  });

  it('has an icon by state', () => {
    expect(sessionIcon(summaryOf({ failures: 1 }), true).id).toBe('pulse');
    expect(sessionIcon(summaryOf({ failures: 1 }), false).id).toBe('warning');
    expect(sessionIcon(summaryOf(), false).color).toBeUndefined();
  });

  it('says how a session ended where that is known, and only there', () => {
    expect(sessionFlags(summaryOf(), english)).toEqual([]);
    const outcome = { result: 'partial' as const, evidence: ['junit.xml: 1 of 2 passed; failed: a|b'] };
    expect(sessionFlags(summaryOf({ outcome }), english)).toEqual(['partial success']);
    expect(sessionTooltip(summaryOf({ outcome }), english)).toContain('| Outcome | partial success · junit');
    expect(sessionFlags(summaryOf({ outcome: { result: 'unknown', evidence: [] } }), english)).toEqual([]);
  });

  it('escapes the trace in the tooltip', () => {
    const hostile = '[click](command:workbench.action.quit) <img src=x> | $(alert) ![a](http://e.vil)';
    const text = sessionTooltip(summaryOf({ task: hostile, path: '/a/[b](c)|d', models: { 'm|x': 1 }, warnings: ['<b>'] }), english);
    expect(text).not.toMatch(/\]\(|<img|<b>|\$\(|!\[/);
    for (const line of text.split('\n').filter((line) => line.startsWith('|'))) expect(line.match(/\|/g)).toHaveLength(3);
  });
});
