import type { Json, SourcePointer } from '../../session/session.ts';
import { asCount, asRecord, asText, type JsonRecord } from '../json.ts';
import type { Count } from './callGroups.ts';
import { countKey, growth, readUsage } from './usage.ts';

/** Where and when a count stands, and whether it was copied from another session. */
interface Place {
  at: number | undefined;
  source: SourcePointer;
  copied: boolean;
}

/** Tells from the records of token counts which requests there were. `name` gives the session's id, once it is known. */
export class TokenCounts {
  readonly #name: () => string;
  #total: JsonRecord | undefined;
  #totalKey: string | undefined;
  #counted = 0;
  /** How many of the counted requests were copied. */
  copied = 0;

  constructor(name: () => string) {
    this.#name = name;
  }

  /** A count of one request in a record of its own, with the provider's id of the response: Codex 0.160 and later. */
  usageRecord(payload: JsonRecord, place: Place): Count {
    const total = asRecord(payload['thread_token_usage']);
    if (total) this.#reach(total);
    const response = asText(payload['response_id']);
    const thread = asText(payload['thread_id']) ?? this.#name();
    return this.#count(payload['usage'], response === undefined ? undefined : `${thread}:${response}`, place);
  }

  /** Counts are told again and again: only a total that differs from the one before tells of a request (trap 23). */
  tokenCount(event: JsonRecord, place: Place): Count | undefined {
    const info = asRecord(event['info']);
    const total = asRecord(info?.['total_token_usage']);
    const before = this.#total;
    if (!total || !this.#reach(total)) return undefined;
    return this.#count(asRecord(info?.['last_token_usage']) ?? growth(total, before), undefined, place);
  }

  /** True once any tokens were counted. */
  get any(): boolean {
    return asCount(this.#total?.['total_tokens']) > 0;
  }

  /** Notes a cumulative count; false where it is the one that was known. */
  #reach(total: JsonRecord): boolean {
    const key = countKey(total);
    if (key === this.#totalKey) return false;
    this.#total = total;
    this.#totalKey = key;
    return true;
  }

  #count(raw: unknown, billId: string | undefined, { at, source, copied }: Place): Count {
    const ordinal = ++this.#counted;
    if (copied) this.copied++;
    // Tokens that were billed elsewhere are not used here; what the record says stays beside.
    const usage = copied ? undefined : readUsage(raw);
    const own = billId !== undefined && !copied ? billId : `${this.#name()}:${copied ? 'copied' : 'count'}-${ordinal}`;
    return { usage, raw: (raw ?? null) as Json, billId: own, at, source };
  }
}
