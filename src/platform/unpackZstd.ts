import process from 'node:process';
import { messageOf } from '../core/session/messageOf.ts';
import { UnreadableFile } from './readChunks.ts';

/** How a Zstandard frame begins. */
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** What comes of handing on a chunk: false when the receiver needs no more. */
type Receive = (chunk: Uint8Array) => boolean;

/**
 * Hands bytes on as they are, or unpacked where the first ones are those of a Zstandard frame: agents pack the sessions they put aside.
 * `end` must be awaited after the last chunk.
 */
export class ZstdUnpacker {
  readonly #path: string;
  readonly #receive: Receive;
  #packed: Uint8Array[] | undefined;
  #isFirst = true;
  #wanted = true;

  constructor(path: string, receive: Receive) {
    this.#path = path;
    this.#receive = receive;
  }

  push(chunk: Uint8Array): boolean {
    if (this.#isFirst && MAGIC.every((byte, i) => chunk[i] === byte)) this.#packed = [];
    this.#isFirst = false;
    if (!this.#packed) return this.#receive(chunk);
    this.#packed.push(new Uint8Array(chunk));
    return true;
  }

  /** Throws UnreadableFile for what is damaged, and where this Node cannot unpack. */
  async end(): Promise<void> {
    if (!this.#packed) return;
    const zlib = process.getBuiltinModule?.('node:zlib');
    if (typeof zlib?.createZstdDecompress !== 'function') {
      throw new UnreadableFile(this.#path, `packed sessions can be read from Node 22.15 on, and this is ${process.version}`);
    }
    const stream = zlib.createZstdDecompress();
    stream.end(Buffer.concat(this.#packed));
    this.#packed = undefined;
    try {
      for await (const chunk of stream) {
        if (this.#wanted) this.#wanted = this.#receive(chunk as Uint8Array);
        if (!this.#wanted) break;
      }
    } catch (error) {
      throw new UnreadableFile(this.#path, `is damaged where it is packed: ${messageOf(error)}`);
    }
  }
}
