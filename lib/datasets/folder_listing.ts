import { join } from "@std/path";
import { ignoreNotFound, orFileError } from "../files/mod.ts";

/** The content of folders, each read once; a folder that does not exist has none. */
export class FolderListing {
  readonly #entries = new Map<string, Deno.DirEntry[]>();

  async of(folder: string): Promise<Deno.DirEntry[]> {
    const read = async () => {
      try {
        const entries = Array.fromAsync(Deno.readDir(folder));
        return await ignoreNotFound(orFileError(entries, "read", folder)) ?? [];
      } catch (error) {
        if (error instanceof Deno.errors.NotADirectory) return [];
        throw error;
      }
    };
    const entries = this.#entries.get(folder) ?? await read();
    this.#entries.set(folder, entries);
    return entries;
  }

  /** The folders below `root` with this path, in upper or lower case: first the one written so. */
  async foldersLike(root: string, path: string): Promise<string[]> {
    let found = [root];
    for (const name of path.split("/").filter((name) => name !== ".")) {
      const inner = found.map(async (folder) => {
        const names = (await this.of(folder)).map((entry) => entry.name);
        const alike = names.filter((other) => other.toLowerCase() === name.toLowerCase());
        return first(alike, name).map((other) => join(folder, other));
      });
      found = (await Promise.all(inner)).flat();
    }
    return found;
  }
}

/** The names, those of `preferred` first. */
export function first(names: string[], ...preferred: string[]): string[] {
  const chosen = preferred.filter((name) => names.includes(name));
  return [...chosen, ...names.filter((name) => !chosen.includes(name)).sort()];
}
