import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { ROOT } from './host/paths.mjs';

/**
 * Collects every text that the editor part and the panel translate (t('…') and l10n.t('…')) into l10n/bundle.l10n.json, from which translations are made.
 * With --check: fails when the file is not what the sources say.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const target = path.join(ROOT, 'l10n', 'bundle.l10n.json');
const texts = new Set();

for (const folder of [path.join('src', 'editor'), path.join('src', 'protocol'), 'webview']) {
  for (const entry of readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })) {
    if (!/\.tsx?$/.test(entry.name)) continue;
    const file = path.join(entry.parentPath, entry.name);
    collect(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  }
}

function collect(node) {
  if (ts.isCallExpression(node) && isTranslate(node.expression)) {
    const [text] = node.arguments;
    if (text && ts.isStringLiteralLike(text)) texts.add(text.text);
  }
  ts.forEachChild(node, collect);
}

function isTranslate(callee) {
  return ts.isIdentifier(callee) ? callee.text === 't' : ts.isPropertyAccessExpression(callee) && callee.name.text === 't';
}

const bundle = `${JSON.stringify(Object.fromEntries([...texts].sort().map((text) => [text, text])), undefined, 2)}\n`;
if (!values.check) {
  writeFileSync(target, bundle);
  console.log(`${texts.size} texts in l10n/bundle.l10n.json`);
} else if (readFileSync(target, 'utf8') !== bundle) {
  console.error('l10n/bundle.l10n.json is not up to date: run "node scripts/l10n.mjs".');
  process.exitCode = 1;
}
