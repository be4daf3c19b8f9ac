import { join } from "@std/path";
import type { DatasetEntry, Part } from "./registry/entry.ts";

/** The paths of a data set's files. */
export interface Located {
  paths: Partial<Record<Part, string>>;
  missing: Part[];
}

/** Looks for a data set's files, plain or as `.gz`, in each of `folders` in turn. */
export async function locate(entry: DatasetEntry, folders: string[]): Promise<Located> {
  const paths: Located["paths"] = {};
  const missing: Part[] = [];
  for (const [part, { name }] of Object.entries(entry.files)) {
    const path = await firstFile(
      folders.flatMap((root) =>
        entry.folders.flatMap((folder) =>
          [name, `${name}.gz`].map((file) => join(root, folder, file))
        )
      ),
    );
    if (path) paths[part as Part] = path;
    else missing.push(part as Part);
  }
  return { paths, missing };
}

async function firstFile(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch (error) {
      const missing = error instanceof Deno.errors.NotFound ||
        error instanceof Deno.errors.NotADirectory;
      if (!missing) throw error;
    }
  }
}
