/** Which steps the rows of a card cover, folded ones included. */
export interface StepRange {
  from: number;
  to: number;
}

/** The numbered steps that a row stands for: 12, "14-27", "u3-14", "14-u5". Undefined for rows without any: "u3", "u3-u5", "a1". */
export function stepRange(step: unknown): StepRange | undefined {
  if (typeof step === 'number') return Number.isInteger(step) && step >= 0 ? { from: step, to: step } : undefined;
  if (typeof step !== 'string') return undefined;
  const numbers = step
    .split('-')
    .filter((end) => /^\d+$/.test(end))
    .map(Number);
  const [from, to] = [numbers[0], numbers.at(-1)];
  return from === undefined || to === undefined ? undefined : { from, to };
}
