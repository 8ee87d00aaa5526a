import type { AgentPackage } from './install.ts';
import type { ReadSession } from './readRecorded.ts';

/** Where an agent runs: each time in new folders, with the stub as its only model. */
export interface Place {
  /** Folder of the agent's commands. */
  bin: string;
  /** Its home folder. */
  home: string;
  /** The folder it works in. */
  work: string;
  /** Base address of the stub, without a path. */
  model: string;
}

/** One figure of the agent's own beside ours. Numbers are compared as they are printed. */
export interface Figure {
  what: string;
  theirs: string;
  ours: string;
}

export interface Agent extends AgentPackage {
  name: string;
  /** Runs the script and gives what the agent itself says of it. */
  run(place: Place): Promise<unknown>;
  /** Folder or file, below the home folder, with what it recorded. */
  recorded: string;
  /** The agent's own figures beside those that were read from its records. */
  compare(said: unknown, sessions: readonly ReadSession[]): Figure[];
}

/** Dollars as both sides can state them: what agents add up in floating point is not exact beyond this. */
export function usd(amount: number | string): string {
  return Number(amount).toFixed(9);
}
