import { claudeCode } from './claudeCode.ts';
import { openclaw, pi } from './openclaw.ts';
import type { SessionFormat } from './reader.ts';

/** Every format that can be read. Another format is another file and one line here. */
export const FORMATS: readonly SessionFormat[] = [claudeCode, openclaw, pi];
