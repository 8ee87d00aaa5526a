/** A port that was free on loopback a moment ago. */
export function freePort(wanted?: number): Promise<number>;
