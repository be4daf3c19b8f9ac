import { join } from "@std/path";
import { litterReason } from "../files/mod.ts";
import type { FolderListing } from "./folder_listing.ts";
import type { DatasetEntry, Part } from "./registry/entry.ts";

/** How many similar files are listed. */
const LISTED = 8;

/**
 * Files whose names have the words of a missing file's name: `train-images(1).idx3-ubyte.gz`,
 * `test_images.zip`. They are in the data folders, in the data set's folders there and in the folders
 * inside these.
 *
 * @param used paths that are not listed
 * @returns paths relative to their data folder
 */
export async function similarFiles(
  { files, folders }: DatasetEntry,
  missing: Part[],
  roots: string[],
  used: string[],
  listing: FolderListing,
): Promise<string[]> {
  const patterns = missing.map((part) => wordsOf(files[part].name));
  const isSimilar = (name: string) =>
    patterns.some((words) => words.every((word) => word.test(name.toLowerCase())));
  const found = new Set<string>();
  for (const root of roots) {
    const within = new Set([root]);
    for (const folder of folders.flatMap((path) => [path.split("/")[0], path])) {
      for (const path of await listing.foldersLike(root, folder)) within.add(path);
    }
    const visit = async (folder: string, deep: boolean) => {
      for (const { name, isDirectory } of await listing.of(folder)) {
        const path = join(folder, name);
        if (litterReason(name)) continue;
        if (isDirectory && deep) await visit(path, false);
        const listed = !isDirectory && isSimilar(name) && !used.includes(path);
        if (listed) found.add(path.slice(root.length).replace(/^[\\/]/, ""));
      }
    };
    for (const folder of within) await visit(folder, folder !== root);
  }
  const paths = [...found].sort(), rest = paths.length - LISTED;
  return rest > 0 ? [...paths.slice(0, LISTED), `and ${rest} more`] : paths;
}

/** Patterns of the words that tell the file of a data set from its other files. */
function wordsOf(name: string): RegExp[] {
  return name.toLowerCase().split(/[^a-z\d]+/)
    .filter((word) => word && !/^(idx\d|ubyte|emnist)$/.test(word))
    .map((word) => new RegExp(word === "t10k" ? "t10k|test" : word.replace(/s$/, "")));
}
