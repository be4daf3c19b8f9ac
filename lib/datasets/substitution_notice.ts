import type { DownloadError } from "./download/download_error.ts";
import type { DatasetEntry, Part } from "./registry/entry.ts";

/** Instructions for getting the missing files by hand and putting them into `folder`. */
export function manualDownload(entry: DatasetEntry, missing: Part[], folder: string): string {
  const mirror = entry.mirrors[0];
  const files = missing.map((part) => {
    const name = `${entry.files[part].name}.gz`;
    return mirror ? `  ${name}  from ${mirror}${name}` : `  ${name}`;
  });
  return [
    `To use the real data, put these files, compressed or not, into ${folder}`,
    `(or into ${entry.folders[0]} in the folder given by AUTOENCODERS_DATA):`,
    ...files,
    ...(entry.byHand ? [entry.byHand] : []),
    `About the data: ${entry.source}`,
  ].join("\n");
}

/** The notice, to be shown before any result, that the data is not the requested one. */
export function substitutionNotice(
  entry: DatasetEntry,
  error: DownloadError,
  instructions: string,
): string {
  return [
    `NOT THE REAL DATA: "${entry.name}" was not found, and synthetic digits are used instead.`,
    "Do not compare any result with published ones.",
    error.message,
    instructions,
  ].join("\n");
}
