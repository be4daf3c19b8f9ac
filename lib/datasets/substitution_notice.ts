import type { DownloadError } from "./download/download_error.ts";
import type { Part } from "./locate.ts";
import type { DatasetEntry } from "./registry/registry.ts";

/** Says which files to put where (`home`), for a machine that cannot fetch them itself. */
export function byHand(entry: DatasetEntry, missing: Part[], home: string): string {
  const from = entry.mirrors[0];
  const files = missing.map((part) => {
    const name = `${entry.files[part].name}.gz`;
    return from ? `  ${name}  from ${from}${name}` : `  ${name}`;
  });
  return [
    `To use the real data put these files, packed or not, into ${home}`,
    `(or into ${entry.folders[0]} in a folder of yours that AUTOENCODERS_DATA names):`,
    ...files,
    ...(entry.byHand ? [entry.byHand] : []),
    `About the data: ${entry.source}`,
  ].join("\n");
}

/** What a reader must see before any number: these are not the data that were asked for. */
export function standInNotice(entry: DatasetEntry, error: DownloadError, help: string): string {
  return [
    `NOT THE REAL DATA: "${entry.name}" was not found, and digits drawn by a program stand in for it.`,
    "No number measured on them may be compared with one that was published.",
    error.message,
    help,
  ].join("\n");
}
