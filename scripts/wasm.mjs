import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import asc from 'assemblyscript/asc';
import { ROOT } from './host/paths.mjs';

/**
 * Compiles the scan (AssemblyScript) into the TypeScript module that holds it, so that whoever builds or tests needs no compiler for it.
 * With --check: fails when that module is not what the source says.
 */
const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
const folder = 'src/core/readers/scan';
const target = path.join(ROOT, folder, 'scanModule.ts');

let wasm;
const options = ['--outFile', 'scan.wasm', '-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--initialMemory', '32'];
const { error, stderr } = await asc.main([`${folder}/assembly/scan.ts`, ...options], {
  readFile: (name) => {
    try {
      return readFileSync(path.resolve(ROOT, name), 'utf8');
    } catch {
      return null;
    }
  },
  writeFile: (_, bytes) => void (wasm = bytes),
  listFiles: () => [],
});
if (error || !wasm) {
  console.error(stderr.toString());
  process.exit(1);
}

const text = Buffer.from(wasm).toString('base64');
const module = `/** Compiled from the folder assembly by \`npm run wasm\`: ${wasm.length} bytes of WebAssembly in base64. */
export const SCAN_MODULE =
  '${text}';
`;
if (!values.check) {
  writeFileSync(target, module);
  console.log(`${wasm.length} bytes in ${path.relative(ROOT, target)}`);
} else if (readFileSync(target, 'utf8') !== module) {
  console.error('scanModule.ts is not what the folder assembly says: run "npm run wasm".');
  process.exit(1);
}
