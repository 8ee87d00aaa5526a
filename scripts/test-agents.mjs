// Not part of npm test: it installs real agents, more than a gigabyte, into the user's cache, and runs them for some minutes.
import { runTyped } from './runTyped.mjs';

await runTyped('test:agents', () => import('../test/agents/runAgents.ts'));
