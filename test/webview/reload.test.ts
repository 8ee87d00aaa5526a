import { beforeAll, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { readRules } from '../../src/core/skill/managedRules.ts';
import { reloadPanel } from '../host/reloadPanel.mjs';
import { reloadReview } from '../host/reloadReview.mjs';

beforeAll(() => build({ production: true, only: ['host', 'worker', 'webview'] }));

it('the panel is restored when the real VS Code reloads its window, with the view it had', async () => {
  const { before, after } = await reloadPanel();
  expect(before).toMatchObject({ view: 'Timeline' });
  expect(before.heading).toContain('Why is a parcel');
  expect(after).toEqual(before);
}, 240_000);

it('a proposal still waits after a reload, and can be accepted then', async () => {
  const { original, before, after, end } = await reloadReview();
  expect(readRules(before.skill)).toHaveLength(1);
  expect(before.rows.join()).toContain('2 patches');
  expect(after.rows).toEqual(before.rows);
  expect(after.skill).toBe(before.skill);
  expect(readRules(end)).toHaveLength(3);
  expect(end).not.toBe(original);
}, 240_000);
