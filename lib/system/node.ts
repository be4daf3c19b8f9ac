/**
 * The parts of Deno that the library uses, made of Node's modules; in Deno it is Deno itself. The errors of
 * Node stay what they are, and belong to the classes of Deno by their codes.
 *
 * @module
 */
import * as fs from "node:fs";
import process from "node:process";
import { inspect } from "node:util";

type Path = string | URL;

/** A class of errors, to which those belong that Node gives this code. */
const errorOf = (className: string, code: string) =>
  class SystemError extends Error {
    override name = className;
    static override [Symbol.hasInstance](error: unknown) {
      return Object.prototype.isPrototypeOf.call(this.prototype, error as object) ||
        (error as { code?: string } | undefined)?.code === code;
    }
  };

/** A Deno.FsFile: a descriptor and a position. It has no locks, as on some file systems. */
class File {
  #position = 0;
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  readSync(into: Uint8Array): number | null {
    const bytes = fs.readSync(this.#descriptor, into, 0, into.length, this.#position);
    this.#position += bytes;
    return bytes || null;
  }

  read(into: Uint8Array): Promise<number | null> {
    return soon(() => this.readSync(into));
  }

  write(from: Uint8Array): Promise<number> {
    return soon(() => {
      const bytes = fs.writeSync(this.#descriptor, from, 0, from.length, this.#position);
      this.#position += bytes;
      return bytes;
    });
  }

  /** From the start, which is all that the library asks for. */
  seekSync(position: number): number {
    return this.#position = position;
  }

  seek(position: number): Promise<number> {
    return soon(() => this.seekSync(position));
  }

  statSync() {
    return infoOf(fs.fstatSync(this.#descriptor));
  }

  stat() {
    return soon(() => this.statSync());
  }

  truncate(length = 0): Promise<void> {
    return soon(() => fs.ftruncateSync(this.#descriptor, length));
  }

  sync(): Promise<void> {
    return soon(() => fs.fsyncSync(this.#descriptor));
  }

  lock(): Promise<void> {
    return Promise.resolve();
  }

  tryLock(): Promise<boolean> {
    return Promise.reject(new Error("Node has no locks of files"));
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

const soon = async <T>(work: () => T): Promise<T> => await work();

interface OpenOptions {
  read?: boolean;
  write?: boolean;
  create?: boolean;
  truncate?: boolean;
}

function open(path: Path, options: OpenOptions = { read: true }): Promise<File> {
  const { O_CREAT, O_RDONLY, O_RDWR, O_TRUNC } = fs.constants;
  const flags = (options.write ? O_RDWR : O_RDONLY) | (options.create ? O_CREAT : 0) |
    (options.truncate ? O_TRUNC : 0);
  return soon(() => new File(fs.openSync(path, flags)));
}

const kindsOf = (entry: fs.Stats | fs.Dirent) => ({
  isFile: entry.isFile(),
  isDirectory: entry.isDirectory(),
  isSymlink: entry.isSymbolicLink(),
});

const infoOf = (stats: fs.Stats) => ({
  ...kindsOf(stats),
  size: stats.size,
  mtime: stats.mtime,
  isFifo: stats.isFIFO(),
  isSocket: stats.isSocket(),
  isBlockDevice: stats.isBlockDevice(),
  isCharDevice: stats.isCharacterDevice(),
});

const entryOf = (entry: fs.Dirent) => ({ name: entry.name, ...kindsOf(entry) });

/** What there is without Deno. */
export const system = {
  build: { os: process.platform === "win32" ? "windows" : process.platform, arch: process.arch },
  version: { deno: `none: Node ${process.versions.node}` },
  env: { get: (name: string) => process.env[name] },
  errors: {
    AlreadyExists: errorOf("AlreadyExists", "EEXIST"),
    NotADirectory: errorOf("NotADirectory", "ENOTDIR"),
    NotCapable: errorOf("NotCapable", "ERR_ACCESS_DENIED"),
    NotFound: errorOf("NotFound", "ENOENT"),
  },
  inspect,
  SeekMode: { Start: 0 },
  stderr: {
    isTerminal: () => process.stderr.isTTY === true,
    writeSync: (bytes: Uint8Array) => fs.writeSync(2, bytes),
  },
  permissions: { query: () => Promise.resolve({ state: "denied" }) },
  Command: class Command {
    constructor() {
      throw new TypeError("this starts a program of the project and needs Deno");
    }
  },
  cwd: () => process.cwd(),
  uid: () => process.getuid?.() ?? null,
  execPath: () => process.execPath,
  exit: (code?: number) => process.exit(code),
  addSignalListener: (signal: NodeJS.Signals, on: () => void) => void process.on(signal, on),
  removeSignalListener: (signal: NodeJS.Signals, on: () => void) => void process.off(signal, on),

  open,
  mkdir: async (path: Path, options?: fs.MakeDirectoryOptions) => {
    await fs.promises.mkdir(path, options);
  },
  readDir: async function* (path: Path) {
    for (const entry of await fs.promises.readdir(path, { withFileTypes: true })) {
      yield entryOf(entry);
    }
  },
  readDirSync: (path: Path) => fs.readdirSync(path, { withFileTypes: true }).map(entryOf),
  readFile: async (path: Path) => new Uint8Array(await fs.promises.readFile(path)),
  readFileSync: (path: Path) => new Uint8Array(fs.readFileSync(path)),
  readTextFile: (path: Path) => fs.promises.readFile(path, "utf8"),
  readTextFileSync: (path: Path) => fs.readFileSync(path, "utf8"),
  realPath: (path: Path) => fs.promises.realpath(path),
  remove: (path: Path, { recursive = false } = {}) => fs.promises.rm(path, { recursive }),
  rename: (from: Path, to: Path) => fs.promises.rename(from, to),
  stat: async (path: Path) => infoOf(await fs.promises.stat(path)),
};

const theSystem = (globalThis as { Deno?: unknown }).Deno ?? system;
export { theSystem as Deno };
