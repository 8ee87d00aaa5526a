import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A corpus on disk: sessions that nobody had, with the sizes and the mix of records that real ones have. */
export interface Corpus {
  files: string[];
  bytes: number;
  lines: number;
}

/** Words of a made-up trade, so that texts compress and split like texts do without being anyone's. */
const WORDS =
  'anchor barrel canvas dredge ensign ferry gunwale hawser inlet jetty keel lantern mooring nautical oar pilot quay rudder sail tide'.split(
    ' ',
  );
const TOOLS = ['Read', 'Bash', 'Edit', 'Grep'] as const;

/** A linear congruential generator: the same corpus on every machine and in every run. */
class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 <= x < 1 */
  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low));
  }

  /** Most results are short, a few are very long: a Pareto-like tail as in real sessions, from 200 to about 60,000 characters. */
  resultChars(): number {
    return Math.min(60_000, Math.floor(200 / (1 - this.next()) ** 1.1));
  }

  text(chars: number): string {
    let text = '';
    while (text.length < chars) {
      const roll = this.next();
      text += (WORDS[this.between(0, WORDS.length)] ?? '') + (roll < 0.1 ? '\n\t' : roll < 0.13 ? ' "→" ' : ' ');
    }
    return text.slice(0, chars);
  }
}

/** Writes session files of Claude Code's format below `folder` until they hold `megabytes`. */
export function generateCorpus(folder: string, megabytes: number): Corpus {
  const random = new Random(20_260_101);
  const corpus: Corpus = { files: [], bytes: 0, lines: 0 };
  mkdirSync(folder, { recursive: true });
  while (corpus.bytes < megabytes * 1e6) {
    const records = sessionRecords(`session-${corpus.files.length}`, random.between(20, 220), random);
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const file = path.join(folder, `session-${corpus.files.length}.jsonl`);
    writeFileSync(file, text);
    corpus.files.push(file);
    corpus.bytes += Buffer.byteLength(text);
    corpus.lines += records.length;
  }
  return corpus;
}

/** The bytes of one session with this many calls. */
export function generateSession(calls: number): Uint8Array {
  const records = sessionRecords('long', calls, new Random(7));
  return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

function sessionRecords(id: string, calls: number, random: Random): object[] {
  const records: object[] = [];
  let at = Date.parse('2026-03-01T08:00:00Z');
  let context = 15_000;
  const push = (type: string, message: object, extra: object = {}): void => {
    at += random.between(500, 9_000);
    const common = {
      sessionId: id,
      cwd: '/home/dev/harbour',
      version: '2.1.100',
      gitBranch: 'main',
      userType: 'external',
      isSidechain: false,
    };
    const uuid = `${id}-${records.length}`;
    const parentUuid = records.length > 0 ? `${id}-${records.length - 1}` : null;
    records.push({ type, uuid, parentUuid, ...common, timestamp: new Date(at).toISOString(), message, ...extra });
  };
  for (let call = 0; call < calls; call++) {
    if (call % 15 === 0) push('user', { role: 'user', content: random.text(300) });
    const toolId = `toolu_${id}_${call}`;
    const written = random.between(200, 3_000);
    const answer = {
      id: `msg_${id}_${call}`,
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: random.between(3, 12),
        cache_read_input_tokens: context,
        cache_creation_input_tokens: written,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: written },
        output_tokens: random.between(40, 900),
        service_tier: 'standard',
      },
    };
    const request = { requestId: `req_${id}_${call}` };
    // As the real files do: one line a content block, each with the usage again.
    push('assistant', { ...answer, content: [{ type: 'text', text: random.text(220) }], stop_reason: null }, request);
    push('assistant', { ...answer, content: [toolUse(toolId, random)], stop_reason: 'tool_use' }, request);
    const result = random.text(random.resultChars());
    const content = [{ type: 'tool_result', tool_use_id: toolId, content: result, is_error: random.next() < 0.05 }];
    push('user', { role: 'user', content }, { toolUseResult: { stdout: result, stderr: '', interrupted: false } });
    context += written;
  }
  return records;
}

function toolUse(id: string, random: Random): object {
  const name = TOOLS[random.between(0, TOOLS.length)] ?? 'Read';
  const file_path = `/home/dev/harbour/${WORDS[random.between(0, WORDS.length)] ?? ''}.ts`;
  const inputs = {
    Read: { file_path },
    Bash: { command: `npm run ${WORDS[random.between(0, WORDS.length)] ?? ''} -- ${random.text(60).replaceAll(/\s+/g, ' ')}` },
    Edit: { file_path, old_string: random.text(300), new_string: random.text(350) },
    Grep: { pattern: random.text(12).trim(), path: '/home/dev/harbour' },
  };
  return { type: 'tool_use', id, name, input: inputs[name] };
}
