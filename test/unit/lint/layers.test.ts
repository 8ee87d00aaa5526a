import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import plugin, { findFault } from '../../../scripts/lint/layers.mjs';

describe('imports between the rooms', () => {
  it.each([
    ['src/core/cost/a.ts', '../session/money.ts'],
    ['src/core/costcraft/a.ts', '../skill/b.ts'],
    ['src/core/skill/a.ts', '../card/b.ts'],
    ['src/core/card/a.ts', 'yaml'],
    ['src/core/card/a.ts', '../../../media/tracecard.schema.json'],
    ['src/protocol/a.ts', '../core/session/session.ts'],
    ['src/platform/a.ts', 'node:fs'],
    ['src/worker/main.ts', '../platform/b.ts'],
    ['src/cli/main.ts', '../../package.json'],
    ['src/editor/card/a.ts', 'vscode'],
    ['src/editor/card/a.ts', '../shared/b.ts'],
    ['src/extension.ts', './editor/card/a.ts'],
    ['webview/main.ts', '../src/protocol/b.ts'],
    ['test/unit/a.test.ts', '../../src/editor/b.ts'],
  ])('%s may import %s', (file, source) => {
    expect(findFault(file, source, false)).toBeUndefined();
  });

  it.each([
    ['src/core/session/a.ts', '../readers/b.ts', 'stands to its right'],
    ['src/core/cost/a.ts', '../card/b.ts', 'stands to its right'],
    ['src/core/card/a.ts', '../../protocol/b.ts', 'core must not import from protocol'],
    ['src/core/card/a.ts', '../other/b.ts', 'no room of the core'],
    ['src/core/card/a.ts', 'node:path', 'runs without Node'],
    ['src/core/card/a.ts', 'fs', 'runs without Node'],
    ['src/core/card/a.ts', 'vscode', 'must not know the editor'],
    ['src/core/card/a.ts', '../../../media/icon.svg', 'outside the rooms'],
    ['src/protocol/a.ts', '../platform/b.ts', 'protocol must not import from platform'],
    ['src/platform/a.ts', '../editor/b.ts', 'platform must not import from editor'],
    ['src/platform/a.ts', 'vscode', 'at run time'],
    ['src/editor/a.ts', '../cli/b.ts', 'editor must not import from cli'],
    ['src/editor/a.ts', '../../webview/b.ts', 'editor must not import from webview'],
    ['src/cli/a.ts', '../editor/b.ts', 'cli must not import from editor'],
    ['src/extension.ts', './cli/b.ts', 'extension must not import from cli'],
    ['webview/main.ts', 'node:fs', 'runs without Node'],
    ['webview/main.ts', '../src/platform/b.ts', 'webview must not import from platform'],
    ['src/editor/a.ts', '../../test/b.ts', 'outside the rooms'],
    ['src/loose.ts', './core/session/b.ts', 'no room'],
  ])('%s may not import %s', (file, source, reason) => {
    expect(findFault(file, source, false)).toContain(reason);
  });

  it('lets types of the editor through where only its run time is missing', () => {
    expect(findFault('src/platform/a.ts', 'vscode', true)).toBeUndefined();
    expect(findFault('src/core/card/a.ts', 'vscode', true)).toContain('must not know');
  });
});

describe('the lint rules', () => {
  const lint = (filename: string, code: string) =>
    new Linter({ cwd: '/repo' })
      .verify(
        code,
        [
          {
            files: ['**/*.ts'],
            languageOptions: { parser: tseslint.parser },
            plugins: { clawtrace: plugin },
            rules: { 'clawtrace/layers': 'error', 'clawtrace/pure': 'error' },
          },
        ],
        { filename: `/repo/${filename}` },
      )
      .map((message) => message.message);

  it('see every way to import', () => {
    const file = 'src/core/card/a.ts';
    for (const code of [
      `import { a } from '../skill/b.ts'; export const c = a;`,
      `import type { A } from '../skill/b.ts'; export type C = A;`,
      `export { a } from '../skill/b.ts';`,
      `export * from '../skill/b.ts';`,
      `export const a = import('../skill/b.ts');`,
      `export type A = import('../skill/b.ts').A;`,
    ]) {
      expect(lint(file, code), code).toEqual([expect.stringContaining('stands to its right')]);
    }
  });

  it('take an import of nothing but types as one', () => {
    expect(lint('src/platform/a.ts', `import type { Uri } from 'vscode'; export type A = Uri;`)).toEqual([]);
    expect(lint('src/platform/a.ts', `import { type Uri } from 'vscode'; export type A = Uri;`)).toEqual([]);
    expect(lint('src/platform/a.ts', `import { Uri } from 'vscode'; export const a = Uri;`)).toHaveLength(1);
  });

  it.each([
    'document.title',
    'process.env',
    'Buffer.from("")',
    'setTimeout(() => {}, 1)',
    'console.log(1)',
    'Math.random()',
    'Date.now()',
    'new Date()',
  ])('keep the core from %s', (expression) => {
    expect(lint('src/core/card/a.ts', `export const a = () => ${expression};`)).toHaveLength(1);
  });

  it.each(['"a".localeCompare("b")', '(1).toLocaleString()', 'new Intl.NumberFormat()'])(
    'keep the core from the locale in %s',
    (expression) => {
      expect(lint('src/core/card/a.ts', `export const a = () => ${expression};`)).toHaveLength(1);
    },
  );

  it('keep page types out of the core', () => {
    expect(lint('src/core/card/a.ts', `export type A = HTMLElement;`)).toHaveLength(1);
  });

  it('leave plain language alone', () => {
    const code = `export function f(date: Map<string, number>): number { const document = { title: 1 }; return document.title + date.size + new Date(0).getTime(); }`;
    expect(lint('src/core/card/a.ts', code)).toEqual([]);
  });
});
