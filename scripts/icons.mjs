import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './host/ensureBrowser.mjs';
import { ROOT } from './host/paths.mjs';

/** Draws media/icon.svg as the PNG files that the marketplace and the README want. */
const SIZES = { 'icon.png': 128, 'icon-256.png': 256 };

const svg = readFileSync(path.join(ROOT, 'media', 'icon.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: await ensureBrowser(), headless: true, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const [name, size] of Object.entries(SIZES)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
    writeFileSync(path.join(ROOT, 'media', name), await page.screenshot({ omitBackground: true }));
    await page.close();
    console.log(`media/${name} ${size} x ${size}`);
  }
} finally {
  await browser.close();
}
