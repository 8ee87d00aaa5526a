import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import * as driver from './driver.ts';
import { api, diffTabs, onDisk, pending, reset, root, rulesIn, skillFile, waitForMessage } from './reviewPage.ts';

const PICK = '.quick-input-widget';

describe('Distill Skill', function () {
  this.timeout(90_000);
  let original = '';

  before(async () => {
    original = onDisk();
    await (await api()).whenReady();
  });

  afterEach(async () => {
    await driver.key('Escape').catch(() => {});
    await reset(original);
  });

  it('asks for sessions and a skill, and shows what it found', async function () {
    driver.skipWithoutDriver(this);
    void vscode.commands.executeCommand('clawtrace.distill');
    await driver.waitFor({ selector: PICK, text: 'Distill Skill (1 of 2)' });
    const count = (await api()).sessions().length;
    await driver.waitFor({ selector: PICK, text: `${count} sessions` });
    await driver.screenshotAllThemes('distill-sessions');
    await driver.answerPick('Distill Skill (1 of 2)', 'Distill Skill (2 of 2)');
    await driver.waitFor({ selector: `${PICK} .monaco-list-row`, text: 'parcel-rates' });
    await driver.screenshot('distill-skill');
    await driver.answerPick('Distill Skill (2 of 2)');
    await driver.until('the proposal', async () => (await pending()).length > 0, 60_000);
    await driver.until('its diff', () => diffTabs().length === 1);
    assert.equal(onDisk(), original);
  });

  describe('with two skills', () => {
    const folder = path.join(root(), '.claude', 'skills', 'second');
    const second = path.join(folder, 'SKILL.md');

    beforeEach(async function () {
      driver.skipWithoutDriver(this);
      mkdirSync(folder, { recursive: true });
      writeFileSync(second, '---\nname: second\ndescription: Another skill.\n---\n\n# Second\n');
      void vscode.commands.executeCommand('clawtrace.distill');
      await driver.answerPick('Distill Skill (1 of 2)', 'Distill Skill (2 of 2)');
      await driver.waitFor({ selector: `${PICK} .monaco-list-row`, text: 'second' });
    });

    afterEach(async () => {
      await reset(original);
      rmSync(folder, { recursive: true, force: true });
    });

    it('takes the one at the cursor with Enter', async () => {
      await driver.answerPick('Distill Skill (2 of 2)');
      await driver.until('its diff', () => diffTabs().length === 1, 60_000);
      assert.deepEqual(await pending(second), []);
      assert.notDeepEqual(await pending(), []);
    });

    it('takes both with ticks', async () => {
      await driver.click({ selector: `${PICK} .monaco-list-row`, text: 'parcel-rates' });
      await driver.click({ selector: `${PICK} .monaco-list-row`, text: 'second' });
      await driver.screenshot('distill-two-skills');
      await driver.answerPick('Distill Skill (2 of 2)');
      await driver.until('their diffs', () => diffTabs().length === 2, 60_000);
      assert.deepEqual(await pending(second), await pending());
    });
  });

  it('ticks all sessions from a single card, since one session hardly makes a rule', async function () {
    driver.skipWithoutDriver(this);
    const sessions = (await api()).sessions();
    void vscode.commands.executeCommand('clawtrace.distill', sessions[0]?.path);
    await driver.waitFor({ selector: PICK, text: `Distill Skill (1 of 2): ${sessions.length} sessions` });
  });

  it('proposes a new skill under a valid name', async function () {
    driver.skipWithoutDriver(this);
    const file = path.join(root(), '.claude', 'skills', 'from-the-pick', 'SKILL.md');
    try {
      void vscode.commands.executeCommand('clawtrace.distill');
      await driver.answerPick('Distill Skill (1 of 2)', 'Distill Skill (2 of 2)');
      await driver.waitFor({ selector: `${PICK} .monaco-list-row`, text: 'parcel-rates' });
      await driver.type('New Skill');
      await driver.answerPick('Distill Skill (2 of 2)', 'Name of the New Skill');
      await driver.key('Control+A');
      await driver.type('Not Valid');
      await driver.waitFor({ selector: PICK, text: 'not-valid' });
      await driver.screenshot('distill-name');
      await driver.key('Control+A');
      await driver.type('from-the-pick');
      await driver.answerPick('Name of the New Skill', 'Place of the New Skill');
      await driver.screenshot('distill-place');
      await driver.answerPick('Place of the New Skill');
      await driver.until('the proposal', async () => (await pending(file)).length > 0, 60_000);
      assert.equal(existsSync(file), false);
      await driver.until('its diff', () => diffTabs().length === 1);
      await driver.waitFor({ selector: '.review-widget' });
      await driver.screenshot('review-new-skill');
      await vscode.commands.executeCommand('clawtrace.review.acceptAll', vscode.Uri.file(file));
      assert.ok(rulesIn(onDisk(file)).length >= 3);
    } finally {
      rmSync(path.dirname(file), { recursive: true, force: true });
    }
  });

  it('says why when nothing is worth a rule', async function () {
    driver.skipWithoutDriver(this);
    const [session] = (await api()).sessions().filter(({ path: file }) => file.includes('13aa7f5c'));
    assert.ok(session);
    void vscode.commands.executeCommand('clawtrace.distill', { sessions: [session.path], skill: skillFile() });
    await waitForMessage('No ');
    await driver.screenshot('distill-nothing');
    await driver.click({ selector: '.notification-list-item a.monaco-button', text: 'Show Why' });
    await driver.until('the report', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label.includes('parcel-rates'));
    await driver.screenshot('distill-report');
    assert.equal(onDisk(), original);
  });
});
