// The suites are TypeScript, like the code they try, and Node 24 (a development dependency, first on the path of every npm script) runs that as it is.
import process from 'node:process';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `npm run test:soak needs Node 24 and runs with ${process.version}: start it with "npm run test:soak", which takes the right one.`,
  );
  process.exitCode = 1;
} else {
  await import('../test/soak/runSoak.ts');
}
