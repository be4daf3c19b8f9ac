/** Appends a non-negative integer: 7 bits in each byte, lowest first; the top bit of a byte says that another follows. */
export function pushInteger(bytes: number[], value: number): void {
  for (; value > 127; value = Math.floor(value / 128)) bytes.push(128 + value % 128);
  bytes.push(value);
}

/** Where the bytes of a file are: in memory, or on disk and read as they are needed. */
export interface ByteSource {
  readonly size: number;
  /** bytes `start` … `end` − 1 */
  read(start: number, end: number): Uint8Array;
}

/** Bytes in memory as a source. */
export function inMemory(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** An open file as a source. */
export function onDisk(file: Deno.FsFile): ByteSource {
  const { size } = file.statSync();
  return {
    size,
    read(start, end) {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      file.seekSync(start, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) {
        const read = file.readSync(bytes.subarray(at));
        if (read === null) throw new SyntaxError("the file became shorter while it was read");
        at += read;
      }
      return bytes;
    },
  };
}

/** Reads a part of a source from start to end. */
export class ByteCursor {
  readonly #source: ByteSource;
  readonly #end: number;
  at: number;
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  constructor(source: ByteSource, at = 0, end = source.size) {
    this.#source = source;
    this.at = at;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.at;
  }

  /** @throws {SyntaxError} fewer are left */
  take(length: number): Uint8Array {
    if (length > this.left) {
      throw new SyntaxError(
        `${length} bytes are expected at byte ${this.at}, ${this.left} are left`,
      );
    }
    this.at += length;
    return this.#source.read(this.at - length, this.at);
  }

  /** @throws {SyntaxError} none is left */
  byte(): number {
    if (this.left < 1) {
      throw new SyntaxError(`it ends at byte ${this.at}, in the middle of a number`);
    }
    if (this.at < this.#windowAt || this.at >= this.#windowAt + this.#window.length) {
      this.#windowAt = this.at;
      this.#window = this.#source.read(this.at, Math.min(this.at + 64, this.#end));
    }
    return this.#window[this.at++ - this.#windowAt];
  }

  /** An integer of {@linkcode pushInteger}. */
  integer(): number {
    let value = 0;
    for (let unit = 1; unit < 2 ** 49; unit *= 128) {
      const byte = this.byte();
      value += byte % 128 * unit;
      if (byte < 128) {
        if (byte === 0 && unit > 1) break; // another way to write a shorter number
        return value;
      }
    }
    throw new SyntaxError(`the bytes before byte ${this.at} are not a number of the format`);
  }

  uint32(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }
}

/** The four bytes of an unsigned integer, lowest first. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

/** One array of all parts. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
