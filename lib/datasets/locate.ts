import { join } from "@std/path";
import { ignoreNotFound, orFileError } from "../files/mod.ts";
import { first, FolderListing } from "./folder_listing.ts";
import { type DatasetEntry, type Part, parts } from "./registry/entry.ts";
import { similarFiles } from "./similar_files.ts";

/** The paths of a data set's files, all of one folder. */
export interface Located {
  paths: Partial<Record<Part, string>>;
  missing: Part[];
  /** files, relative to their data folder, that could be meant but were not used */
  similar: string[];
}

/**
 * Looks for a folder with all four files of a data set in each of the data folders `roots` in turn.
 *
 * The files are plain or `.gz`, and as programs unpack them: `train-images.idx3-ubyte` by 7-Zip, or each
 * in a folder of its own name. Names are compared without regard to case.
 *
 * @returns the files of the first complete folder, else those that `target` has
 */
export async function locate(
  entry: DatasetEntry,
  roots: string[],
  target: string,
): Promise<Located> {
  const listing = new FolderListing();
  for (const root of roots) {
    for (const folder of entry.folders) {
      for (const path of await listing.foldersLike(root, folder)) {
        const paths = await filesIn(path, entry, listing);
        if (Object.keys(paths).length === parts.length) return { paths, missing: [], similar: [] };
      }
    }
  }
  const paths = await filesIn(target, entry, listing);
  const missing = parts.filter((part) => !(part in paths));
  const used = Object.values(paths);
  return { paths, missing, similar: await similarFiles(entry, missing, roots, used, listing) };
}

/** The files of the data set in a folder. */
async function filesIn(
  folder: string,
  { files }: DatasetEntry,
  listing: FolderListing,
): Promise<Located["paths"]> {
  const paths: Located["paths"] = {};
  for (const part of parts) {
    const { name, sha256, packedSha256 } = files[part];
    const plain = [name, `${name}.gz`];
    // Of two files, the one that can be verified.
    const preferred = packedSha256 && !sha256 ? plain.toReversed() : plain;
    const alike = (entries: Deno.DirEntry[]) => {
      const names = entries.map((entry) => entry.name);
      return first(names.filter((other) => normal(other) === normal(name)), ...preferred);
    };
    for (const found of alike(await listing.of(folder))) {
      const path = join(folder, found);
      const inner = alike(await listing.of(path)).map((name) => join(path, name));
      const file = await firstFile([path, ...inner]);
      if (file) {
        paths[part] = file;
        break;
      }
    }
  }
  return paths;
}

/** A file's name as it is compared: 7-Zip restores a dot where the published name has a hyphen. */
function normal(name: string): string {
  return name.toLowerCase().replace(/\.gz$/, "").replace(/[._ ]/g, "-");
}

async function firstFile(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    const info = await ignoreNotFound(orFileError(Deno.stat(path), "read", path));
    if (info?.isFile) return path;
  }
}
