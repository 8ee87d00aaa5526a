/** Something that is promised of the speed or the size of the program, and what was measured of it. */
export interface Mark {
  name: string;
  measured: number;
  /** The measure is good up to here, or with `least` from here on. */
  limit: number;
  least?: boolean;
  /** Digits behind the point. */
  digits?: number;
  unit: string;
}

/** Rows of [what, measured, mark, met or missed]. */
export function rowsOfMarks(marks: readonly Mark[]): string[][] {
  return marks.map(({ name, measured, limit, least = false, digits = 0, unit }) => {
    const met = least ? measured >= limit : measured <= limit;
    return [name, `${measured.toFixed(digits)} ${unit}`, `${least ? '>=' : '<='} ${limit} ${unit}`, met ? 'met' : 'MISSED'];
  });
}
