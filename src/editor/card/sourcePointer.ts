/** "L123" or "<source index>:L123". */
const POINTER = /^(?:(\d+):)?L(\d+)$/;

export interface SourcePointer {
  /** Index among the session's sources. */
  source: number;
  /** 1-based. */
  line: number;
}

export function parsePointer(at: string): SourcePointer | undefined {
  const match = POINTER.exec(at);
  return match ? { source: Number(match[1] ?? 0), line: Number(match[2]) } : undefined;
}
