interface Seen {
  rows: string[];
  skill: string;
}

export function reloadReview(): Promise<{ original: string; before: Seen; after: Seen; end: string }>;
