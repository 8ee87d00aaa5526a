import type { Session, Source, Warning } from '../../session/session.ts';
import { asCount, asList, asRecord } from '../json.ts';
import type { RecordPlace, SessionReader } from '../reader.ts';
import { readChat } from './readChat.ts';

/** Kinds of entries in the log of changes in which VS Code keeps a chat: the whole, and what changed in it since. */
const [WHOLE, SET, PUSH, DELETE] = [0, 1, 2, 3];

/** A path longer than this is none of VS Code's. */
const DEEPEST = 50;

type Holder = Record<string | number, unknown>;

/** True for the first line of a chat that is kept as a log of changes. */
export function beginsChatLog(value: unknown): boolean {
  const record = asRecord(value);
  return record?.['kind'] === WHOLE && Array.isArray(asRecord(record['v'])?.['requests']);
}

/** Reads a chat that is kept as a log of changes: replays them, and reads what comes of it as an exported chat. */
export class ChatLog implements SessionReader {
  #state: unknown;
  #first: RecordPlace | undefined;
  /** Where each request came in. */
  readonly #requests = new Map<number, RecordPlace>();
  #lost = 0;

  record(value: unknown, place: RecordPlace): void {
    const entry = asRecord(value);
    this.#first ??= place;
    if (entry?.['kind'] === WHOLE) {
      this.#state = entry['v'];
      this.#requests.clear();
    } else if (!entry || !this.#change(entry, place)) this.#lost++;
  }

  session(source: Source, warnings: readonly Warning[]): Session {
    const first = this.#first ?? { line: 1, offset: 0, length: 0 };
    const find = (...[list, index]: (string | number)[]): RecordPlace | undefined =>
      list === 'requests' && typeof index === 'number' ? this.#requests.get(index) : undefined;
    const message = `${this.#lost} changes of the chat could not be made, since what they change is not there`;
    const lost: Warning[] = this.#lost > 0 ? [{ code: 'records-lost', message }] : [];
    return readChat(this.#state, { ...first, find }, source, [...warnings, ...lost]);
  }

  /** False for a change of something that is not there. */
  #change(entry: Record<string, unknown>, place: RecordPlace): boolean {
    const path = asList(entry['k']).filter((key) => typeof key === 'string' || typeof key === 'number');
    const last = path.at(-1);
    const holder = path.length > DEEPEST || path.includes('__proto__') ? undefined : holderOf(this.#state, path.slice(0, -1));
    if (!holder || last === undefined) return false;
    if (entry['kind'] === SET) holder[last] = entry['v'];
    else if (entry['kind'] === DELETE) Reflect.deleteProperty(holder, last);
    else if (entry['kind'] === PUSH) {
      const list = (holder[last] ??= []);
      if (!Array.isArray(list)) return false;
      if (entry['i'] !== undefined) list.length = Math.min(list.length, asCount(entry['i']));
      for (const item of asList(entry['v'])) {
        if (path.length === 1 && last === 'requests') this.#requests.set(list.length, place);
        list.push(item);
      }
    } else return false;
    return true;
  }
}

function holderOf(state: unknown, path: readonly (string | number)[]): Holder | undefined {
  let at: unknown = state;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Holder)[key];
  }
  return typeof at === 'object' && at !== null ? (at as Holder) : undefined;
}
