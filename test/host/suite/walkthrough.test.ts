import * as vscode from 'vscode';
import { api, closeEverything } from './api.ts';
import * as driver from './driver.ts';

describe('the walkthrough', () => {
  after(async () => {
    await closeEverything();
    await vscode.commands.executeCommand('clawtrace.showSessions');
  });

  it('has four steps', async function () {
    driver.skipWithoutDriver(this);
    await api();
    // Beside the side bar there is no room for the pictures of the steps.
    await vscode.commands.executeCommand('workbench.action.closeSidebar');
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'clawtrace.clawtrace#start', false);
    for (const title of ['Find your sessions', 'Read a TraceCard', 'Distill a skill', 'Review each rule']) {
      await driver.waitFor({ selector: '.getting-started-step', text: title });
      await driver.click({ selector: '.getting-started-step .step-title', text: title });
      await new Promise((resolve) => setTimeout(resolve, 400));
      await driver.screenshot(`walkthrough-${title.split(' ')[0]?.toLowerCase()}`);
    }
  });
});
