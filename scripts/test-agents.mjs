// Not part of npm test: it installs real agents, more than a gigabyte, into the user's cache, and runs them for some minutes.
import process from 'node:process';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `npm run test:agents needs Node 24 and runs with ${process.version}: start it with "npm run test:agents", which takes the right one.`,
  );
  process.exitCode = 1;
} else {
  await import('../test/agents/runAgents.ts');
}
