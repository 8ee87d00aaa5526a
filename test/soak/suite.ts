/** A row of inputs that a suite makes from their numbers, each the same for the same seed. */
export interface Suite {
  name: string;
  /** How many inputs there are; absent: as many as one likes. */
  inputs?: number;
  /** Tries one input. Returns what is wrong with what came of it; what it throws is wrong, too. */
  run(input: number, seed: number): string | undefined | Promise<string | undefined>;
}

export interface Finding {
  suite: string;
  input: number;
  seed: number;
  problem: string;
}

/** Runs an input and gives what is wrong with it, thrown or told. */
export async function tryInput(suite: Suite, input: number, seed: number): Promise<Finding | undefined> {
  const finding = (problem: string): Finding => ({ suite: suite.name, input, seed, problem });
  try {
    const problem = await suite.run(input, seed);
    return problem === undefined ? undefined : finding(problem);
  } catch (error) {
    return finding(`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
