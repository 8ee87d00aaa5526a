import { createHash } from 'node:crypto';
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
const MODELS = ['claude-sonnet-4-5-20250929', 'claude-opus-4-5-20251101', 'claude-haiku-4-5-20251001'] as const;
const PROJECTS = 17;

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

  /** Most results are some hundred characters or some thousand, a few fill a screen many times over. */
  resultChars(): number {
    const roll = this.next();
    if (roll < 0.45) return this.between(200, 1_000);
    if (roll < 0.85) return this.between(1_000, 7_000);
    return roll < 0.97 ? this.between(7_000, 27_000) : this.between(27_000, 67_000);
  }

  text(chars: number): string {
    let text = '';
    while (text.length < chars) {
      const roll = this.next();
      const behind = roll < 0.08 ? '\n    ' : roll < 0.12 ? ' "→" ' : roll < 0.14 ? '\t' : ' ';
      text += (WORDS[this.between(0, WORDS.length)] ?? '') + behind;
    }
    return text.slice(0, chars);
  }
}

/** Writes session files of Claude Code's format into folders below `folder` until they hold `megabytes`. */
export function generateCorpus(folder: string, megabytes: number): Corpus {
  const random = new Random(20_260_101);
  const corpus: Corpus = { files: [], bytes: 0, lines: 0 };
  for (let number = 0; corpus.bytes < megabytes * 1e6; number++) {
    const records = [...turnsOf(`session-${number}`, random.between(20, 220), random, MODELS[number % MODELS.length])].flat();
    const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
    const file = path.join(folder, `project-${number % PROJECTS}`, `session-${number}.jsonl`);
    if (number < PROJECTS) mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    corpus.files.push(file);
    corpus.bytes += Buffer.byteLength(text);
    corpus.lines += records.length;
  }
  return corpus;
}

/** The bytes of one session with this many calls. */
export function generateSession(calls: number): Uint8Array {
  return Buffer.from([...generateTurns(calls)].join(''));
}

/** The same call by call, for a session that is too large to be held. */
export function* generateTurns(calls = Infinity): Generator<string> {
  for (const records of turnsOf('long', calls, new Random(7))) yield records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

/** Of the form that real ones have, since readers may hold those in less memory than other ids. */
function uuidOf(session: string, number: number): string {
  const start = createHash('sha256').update(session).digest('hex').slice(0, 8);
  return `${start}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** The records of one call after the other, with the request before it and the result behind it. */
function* turnsOf(id: string, calls: number, random: Random, model: string = MODELS[0]): Generator<object[]> {
  let at = Date.parse('2026-03-01T08:00:00Z');
  let context = 15_000;
  let number = 0;
  const recordOf = (type: string, message: object, extra: object = {}): object => {
    at += random.between(500, 9_000);
    const common = {
      sessionId: id,
      cwd: '/home/dev/harbour',
      version: '2.1.100',
      gitBranch: 'main',
      userType: 'external',
      isSidechain: false,
    };
    const parentUuid = number > 0 ? uuidOf(id, number - 1) : null;
    const uuid = uuidOf(id, number++);
    return { type, uuid, parentUuid, ...common, timestamp: new Date(at).toISOString(), message, ...extra };
  };
  for (let call = 0; call < calls; call++) {
    const records: object[] = [];
    if (call % 12 === 0) records.push(recordOf('user', { role: 'user', content: random.text(300) }));
    const toolId = `toolu_${id}_${call}`;
    const [written, output] = [random.between(500, 3_500), random.between(100, 1_000)];
    const usage = {
      input_tokens: random.between(3, 14),
      cache_read_input_tokens: context,
      cache_creation_input_tokens: written,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: written },
      output_tokens: output,
      service_tier: 'standard',
    };
    const blocks: object[] = [];
    if (random.next() < 0.5) blocks.push({ type: 'thinking', thinking: random.text(600), signature: signature(random) });
    if (random.next() < 0.6) blocks.push({ type: 'text', text: random.text(250) });
    blocks.push(toolUse(toolId, random));
    // As the real files do: one line a content block, each with the usage again, of which only the last knows all output.
    for (const [i, block] of blocks.entries()) {
      const isLast = i === blocks.length - 1;
      const told = { ...usage, output_tokens: isLast ? output : 3 };
      const answer = { id: `msg_${id}_${call}`, type: 'message', role: 'assistant', model, content: [block] };
      const whole = { ...answer, stop_reason: isLast ? 'tool_use' : null, stop_sequence: null, usage: told };
      records.push(recordOf('assistant', whole, { requestId: `req_${id}_${call}` }));
    }
    const result = random.text(random.resultChars());
    const content = [{ type: 'tool_result', tool_use_id: toolId, content: result, is_error: random.next() < 0.05 }];
    const toolUseResult = { stdout: result, stderr: '', interrupted: false, isImage: false };
    records.push(recordOf('user', { role: 'user', content }, { toolUseResult }));
    yield records;
    context += written + output;
  }
}

function signature(random: Random): string {
  return random.text(400).replaceAll(/\W/g, 'A');
}

function toolUse(id: string, random: Random): object {
  const roll = random.next();
  const file_path = `/home/dev/harbour/${WORDS[random.between(0, WORDS.length)] ?? ''}.ts`;
  const [name, input] =
    roll < 0.35
      ? ['Bash', { command: `npm run ${random.text(110).replaceAll(/\s+/g, ' ')}`, description: random.text(40) }]
      : roll < 0.65
        ? ['Read', { file_path }]
        : roll < 0.9
          ? ['Edit', { file_path, old_string: random.text(400), new_string: random.text(500) }]
          : ['Grep', { pattern: random.text(12).trim(), path: '/home/dev/harbour' }];
  return { type: 'tool_use', id, name, input };
}
