import tseslint from 'typescript-eslint';
import layers from './scripts/lint/layers.mjs';

const typed = ['src/**/*.ts', 'webview/**/*.ts', 'webview/**/*.tsx', 'test/**/*.ts', 'vitest.config.ts'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'coverage/',
      '.clawtrace-host/',
      '.vscode-test/',
      'test/workspace/',
      'test/fixtures/',
      'test/results/',
      // AssemblyScript: its types are not TypeScript's.
      'src/core/readers/scan/assembly/',
      '**/*.d.mts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: typed,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { clawtrace: layers },
    rules: {
      'clawtrace/layers': 'error',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'no-eval': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'No barrel files: import from the file that holds it.' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // A function without `await` may still have to be asynchronous for its interface; an arrow may pass on nothing.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // An index is often known to be there (noUncheckedIndexedAccess cannot see it), and a test may then rather say so than branch.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a file or an editor hands over is typed by hope; a check too many there is no fault.
      '@typescript-eslint/no-unnecessary-condition': 'off',
    },
  },
  { files: ['src/core/**/*.ts', 'src/protocol/**/*.ts'], rules: { 'clawtrace/pure': 'error' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['test/host/suite/print.ts', 'src/cli/**/*.ts', 'test/bench/**/*.ts', 'test/agents/runAgents.ts', 'test/soak/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: nodeGlobals() },
    rules: { 'no-undef': 'error', eqeqeq: ['error', 'always'] },
  },
);

/** Names that Node defines for every module, read from the Node that runs the lint. */
function nodeGlobals() {
  return Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']));
}
