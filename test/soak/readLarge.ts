import { attributeSession } from '../../src/core/cost/attributeSession.ts';
import { formatUsdExact } from '../../src/core/session/money.ts';
import { loadSession } from '../../src/platform/loadSession.ts';

/** Reads one session in a process of its own and prints its bill, the time in milliseconds and the most memory in kilobytes. */
const began = Date.now();
const loaded = await loadSession(process.argv[2] ?? '');
if (loaded.kind !== 'session') throw new Error(loaded.reason);
const usd = formatUsdExact(attributeSession(loaded.session).total);
console.log(JSON.stringify({ usd, ms: Date.now() - began, rss: process.resourceUsage().maxRSS }));
