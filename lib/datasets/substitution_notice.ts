import { shownUrl } from "../files/mod.ts";
import type { Located } from "./locate.ts";
import type { DatasetEntry, Part } from "./registry/entry.ts";

/** Instructions for getting the missing files by hand and putting them into `folder`. */
export function manualDownload(
  entry: DatasetEntry,
  { missing, similar }: Pick<Located, "missing" | "similar">,
  folder: string,
): string {
  const mirror = entry.mirrors[0];
  const files = missing.map((part) => {
    const name = `${entry.files[part].name}.gz`;
    return mirror ? `  ${name}  from ${shownUrl(mirror)}${name}` : `  ${name}`;
  });
  return [
    `To use the real data, put these files, compressed or not, into ${folder}`,
    `(or into ${entry.folders[0]} in the folder given by AUTOENCODERS_DATA):`,
    ...files,
    ...(similar.length > 0
      ? [
        `Found, but not used (all four must be in one folder, under these names): ${
          similar.join(", ")
        }`,
      ]
      : []),
    ...(entry.byHand ? [entry.byHand] : []),
    `About the data: ${entry.source}`,
  ].join("\n");
}

/** The notice, to be shown before any result, that the data is not the requested one. */
export function substitutionNotice(
  entry: DatasetEntry,
  reason: string,
  instructions: string,
): string {
  return [
    `NOT THE REAL DATA: "${entry.name}" was not found, and synthetic images are used instead.`,
    "Do not compare any result with published ones.",
    reason,
    instructions,
  ].join("\n");
}

/** The notice that files were found but could not be compared with the published ones. */
export function unverifiedNotice({ name, files }: DatasetEntry, parts: Part[]): string {
  const names = parts.map((part) => files[part].name).join(", ");
  return `"${name}" could not be verified: only the checksums of its published .gz files are known, and ` +
    `these files are unpacked: ${names}. Put the .gz files in their place to verify them.`;
}
