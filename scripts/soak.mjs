import { runTyped } from './runTyped.mjs';

await runTyped('test:soak', () => import('../test/soak/runSoak.ts'));
