import { join, resolve, SEPARATOR } from "@std/path";
import { fileError, litterReason } from "../files/mod.ts";
import type { ProgressReporter } from "../progress/mod.ts";

/** A file or folder that was not read. */
export interface Skipped {
  /** relative to the folder that was listed, with "/" on every system */
  file: string;
  reason: string;
}

/** What is below a folder, in the order of {@linkcode byPath}. */
export interface Listing {
  files: string[];
  /** the names of its own subfolders, also of those that are empty or cannot be read */
  folders: string[];
  skipped: Skipped[];
}

/** Folders per run of `find`: 4,096 bytes each, far below the 2 MB that Linux allows. */
const FOLDERS_PER_RUN = 200;

/**
 * Every file below `root`. Hidden entries, what systems and programs leave behind, pipes and devices
 * are skipped. Links are followed, but each folder is read once, under its own name if it is below
 * `root`.
 *
 * @throws {Deno.errors.NotFound} the folder does not exist
 * @throws {Deno.errors.NotADirectory} the path is a file
 */
export async function listFiles(root: string, reporter: ProgressReporter): Promise<Listing> {
  const files: string[] = [], folders: string[] = [], skipped: Skipped[] = [];
  const skip = (file: string, reason: string) => void skipped.push({ file, reason });
  const read = new Map<string, string>(); // real path → path below root
  const pending = [""], links: { path: string; within: string }[] = [];

  const add = (path: string) => {
    if (!path.includes("/")) folders.push(path);
    pending.push(`${path}/`);
  };
  const follow = async ({ path, within }: typeof links[number]) => {
    const real = await Deno.realPath(join(root, path));
    const same = read.get(real);
    if (`${within}${SEPARATOR}`.startsWith(real.endsWith(SEPARATOR) ? real : real + SEPARATOR)) {
      skip(path, "is a link to a folder that contains it");
    } else if (same !== undefined) skip(path, `is a link to ${same || "the folder itself"}`);
    else add(path);
  };
  const sort = async (entry: Deno.DirEntry, path: string, within: string) => {
    const litter = litterReason(entry.name);
    if (litter) return skip(path, litter);
    if (entry.isDirectory) return add(path);
    if (entry.isFile) return files.push(path);
    const target = await Deno.stat(join(root, path));
    if (target.isDirectory) links.push({ path, within });
    else if (target.isFile) files.push(path);
    else skip(path, `is ${kindOf(target)}, not a file`);
  };

  for (;;) {
    await reporter.report(0);
    const folder = pending.pop(), link = folder === undefined ? links.shift() : undefined;
    const path = folder ?? link?.path;
    if (path === undefined) break;
    try {
      if (link) {
        await follow(link);
        continue;
      }
      const within = await Deno.realPath(join(root, path));
      const same = read.get(within);
      if (same !== undefined) {
        skip(path.slice(0, -1), `is the same folder as ${same}`);
        continue;
      }
      read.set(within, path.slice(0, -1));
      for await (const entry of Deno.readDir(within)) {
        const inner = path + entry.name;
        await sort(entry, inner, within).catch((error) => skip(inner, reasonOf(error)));
      }
    } catch (error) {
      if (path === "") throw fileError(error, "read", root);
      skip(path.replace(/\/$/, ""), reasonOf(error as Error));
    }
  }
  const walked = [...read.values()].map((folder) => folder && `${folder}/`);
  for (const file of await undecodableNames(root, walked)) {
    skip(file, "has a name that is not valid UTF-8; rename it");
  }
  return {
    files: files.sort(byPath((file) => file)),
    folders: folders.sort(byPath((folder) => folder)),
    skipped: skipped.sort(byPath(({ file }) => file)),
  };
}

/** Compares paths folder by folder: what is in "a" comes before "a.png". */
export function byPath<T>(pathOf: (item: T) => string): (a: T, b: T) => number {
  const key = (item: T) => pathOf(item).replaceAll("/", "\0");
  return (a, b) => key(a) < key(b) ? -1 : 1;
}

/** Why a file or folder cannot be read, without the path that the system's message has. */
export function reasonOf(error: Error): string {
  if (error instanceof Deno.errors.NotFound) return "is a link to nothing";
  return error.message.replace(/ \(os error \d+\).*/s, "");
}

function kindOf({ isFifo, isSocket, isCharDevice, isBlockDevice }: Deno.FileInfo): string {
  if (isFifo) return "a pipe";
  if (isSocket) return "a socket";
  return isCharDevice || isBlockDevice ? "a device" : "of an unknown kind";
}

/**
 * The entries of `folders`, below `root`, whose names are not UTF-8. `Deno.readDir` leaves them out
 * without a word, so `find` looks for them, where the system has it.
 */
async function undecodableNames(root: string, folders: string[]): Promise<string[]> {
  const { state } = await Deno.permissions.query({ name: "run", command: "find" });
  if (Deno.build.os === "windows" || state !== "granted") return [];
  const base = `${resolve(root)}/`, found: string[] = [];
  for (let at = 0; at < folders.length; at += FOLDERS_PER_RUN) {
    const paths = folders.slice(at, at + FOLDERS_PER_RUN).map((folder) => base + folder);
    const args = [...paths, ..."-mindepth 1 -maxdepth 1 -name *[!\x01-~]* -print0".split(" ")];
    try {
      const command = new Deno.Command("find", { args, env: { LC_ALL: "C" }, stderr: "null" });
      const { stdout } = await command.output();
      for (let from = 0, to; (to = stdout.indexOf(0, from)) >= 0; from = to + 1) {
        const name = stdout.subarray(from, to);
        if (!isUtf8(name)) found.push(new TextDecoder().decode(name).slice(base.length));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
