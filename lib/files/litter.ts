/** Folders and files that systems and programs leave in folders, in lower case. */
const LITTER = new Set([
  "__macosx",
  "__pycache__",
  "@eadir",
  "@recycle",
  "@recently-snapshot",
  "#recycle",
  "#snapshot",
  "$recycle.bin",
  "system volume information",
  "lost+found",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "icon\r",
]);

/**
 * Why an entry of a folder is none of its contents: it is hidden (`.DS_Store`), or a system or program
 * left it behind. Undefined for any other name.
 */
export function litterReason(name: string): string | undefined {
  if (name.startsWith(".")) return "is hidden";
  if (LITTER.has(name.toLowerCase())) return "is left behind by a system or program";
}
