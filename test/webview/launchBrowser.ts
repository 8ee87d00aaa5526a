import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { ensureBrowser } from '../../scripts/host/ensureBrowser.mjs';

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox', '--disable-gpu'] });
}
