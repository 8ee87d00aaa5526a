import { beforeAll, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';
import { reloadPanel } from '../host/reloadPanel.mjs';

beforeAll(() => build({ production: true, only: ['host', 'worker', 'webview'] }));

it('the panel is restored when the real VS Code reloads its window, with the view it had', async () => {
  const { before, after } = await reloadPanel();
  expect(before).toMatchObject({ view: 'Timeline' });
  expect(before.heading).toContain('Why is a parcel');
  expect(after).toEqual(before);
}, 240_000);
