/**
 * The Levenshtein distance of two texts in UTF-16 units, or undefined where it is more than `limit`. Exact; in the order of length, then the
 * multiset of characters, then Myers' bit-vector algorithm in bands of blocks (G. Myers, JACM 46(3), 1999; H. Hyyrö, 2003), so that most pairs
 * that differ widely cost next to nothing. Time grows with length × limit / 32.
 */
export function editDistance(a: string, b: string, limit: number): number | undefined {
  if (a === b) return limit >= 0 ? 0 : undefined;
  let [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > limit) return undefined;
  // What both begin and end with costs nothing.
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  let end = 0;
  while (end < short.length - start && short.charCodeAt(short.length - 1 - end) === long.charCodeAt(long.length - 1 - end)) end++;
  short = short.slice(start, short.length - end);
  long = long.slice(start, long.length - end);
  if (short.length === 0) return long.length;
  if (bagDistance(short, long) > limit) return undefined;
  const distance = myers(short, long, Math.min(limit, long.length));
  return distance <= limit ? distance : undefined;
}

/** How alike two texts are, from 0 to 1, or undefined where it is less than `least`: 1 - distance / length of the longer. */
export function similarity(a: string, b: string, least: number): number | undefined {
  const length = Math.max(a.length, b.length);
  if (length === 0) return 1;
  // The small addend makes up for products such as 0.2 × 5 that fall just short of a whole number.
  const distance = editDistance(a, b, Math.floor((1 - least) * length + 1e-9));
  return distance === undefined ? undefined : 1 - distance / length;
}

/** How often each UTF-16 unit stands in a text; all zero between two uses. */
const counts = new Int32Array(65_536);

/** Characters that one has and the other lacks: never more than the edit distance. `a` is not the longer. */
function bagDistance(a: string, b: string): number {
  for (let i = 0; i < b.length; i++) counts[b.charCodeAt(i)] = (counts[b.charCodeAt(i)] as number) + 1;
  let missing = 0;
  for (let i = 0; i < a.length; i++) {
    const left = counts[a.charCodeAt(i)] as number;
    if (left > 0) counts[a.charCodeAt(i)] = left - 1;
    else missing++;
  }
  for (let i = 0; i < b.length; i++) counts[b.charCodeAt(i)] = 0;
  return missing + (b.length - a.length);
}

const BITS = 32;

/** Rows are blocks of 32 characters of `pattern`, columns the characters of `text`; blocks too far off the diagonal are left out. */
function myers(pattern: string, text: string, limit: number): number {
  const blocks = Math.ceil(pattern.length / BITS);
  const masks = new Map<number, Int32Array>();
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern.charCodeAt(i);
    let mask = masks.get(unit);
    if (!mask) masks.set(unit, (mask = new Int32Array(blocks)));
    mask[i >> 5] = (mask[i >> 5] as number) | (1 << (i & 31));
  }
  const none = new Int32Array(blocks);
  const positive = new Int32Array(blocks).fill(-1);
  const negative = new Int32Array(blocks);
  /** The distance at the last row of each block, at the column reached so far. */
  const scores = new Int32Array(blocks);
  for (let block = 0; block < blocks; block++) scores[block] = Math.min((block + 1) * BITS, pattern.length);
  let lowest = Math.min(blocks - 1, Math.floor(limit / BITS));
  let top = 0;
  for (let column = 0; column < text.length; column++) {
    const mask = masks.get(text.charCodeAt(column)) ?? none;
    const last = Math.min(blocks - 1, Math.floor((column + 1 + limit) / BITS));
    while (lowest < last) {
      lowest++;
      positive[lowest] = -1;
      negative[lowest] = 0;
      scores[lowest] = (scores[lowest - 1] as number) + rowsIn(lowest, pattern.length);
    }
    top = Math.max(top, Math.floor((column - limit) / BITS));
    // Above the band the distance can only have grown by one a column; that keeps every figure inside the limit exact.
    let carry = 1;
    for (let block = Math.max(0, top); block <= lowest; block++) {
      const high = block === blocks - 1 ? 1 << ((pattern.length - 1) & 31) : 1 << 31;
      const vp = positive[block] as number;
      const vn = negative[block] as number;
      const equal = mask[block] as number;
      const carryNegative = carry < 0 ? 1 : 0;
      const xv = equal | vn;
      const eq = equal | carryNegative;
      const xh = ((((eq & vp) + vp) | 0) ^ vp) | eq;
      let hp = vn | ~(xh | vp);
      let hn = vp & xh;
      const out = (hp & high) !== 0 ? 1 : (hn & high) !== 0 ? -1 : 0;
      hp = (hp << 1) | (carry > 0 ? 1 : 0);
      hn = (hn << 1) | carryNegative;
      positive[block] = hn | ~(xv | hp);
      negative[block] = hp & xv;
      scores[block] = (scores[block] as number) + out;
      carry = out;
    }
  }
  return lowest === blocks - 1 ? (scores[blocks - 1] as number) : limit + 1;
}

function rowsIn(block: number, length: number): number {
  return Math.min(BITS, length - block * BITS);
}
