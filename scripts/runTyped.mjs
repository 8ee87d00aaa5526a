import process from 'node:process';

/**
 * Runs a script that is TypeScript, like the code it tries: Node 24 (a development dependency, first on the path of every npm script) takes
 * it as it is, and an older one is told so. `name` is the npm script, `load` imports the module that does the work.
 */
export async function runTyped(name, load) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) {
    await load();
    return;
  }
  console.error(
    `npm run ${name} needs Node 24 and runs with ${process.version}: start it with "npm run ${name}", which takes the right one.`,
  );
  process.exitCode = 1;
}
