import { root } from "../project.ts";

/** Folders of this machine that mean nothing on another: home, the project's own, temporary, data. */
export function machinePaths(): string[] {
  const named = ["HOME", "USERPROFILE", "TMPDIR", "TEMP", "AUTOENCODERS_DATA"];
  return [root, ...named.map((name) => Deno.env.get(name) ?? "")]
    .map((path) => path.replace(/[\\/]+$/, ""))
    .filter((path) => path.length > 1);
}

/** The first path in a text that only one machine has: one of `paths`, or what looks like one. */
export function pathIn(text: string, paths: string[]): string | undefined {
  // packed pictures and weights are letters at random, slashes among them
  const words = text.replace(/[A-Za-z0-9+/=]{200,}/g, "…");
  const known = paths
    .flatMap((path) => [path, JSON.stringify(path).slice(1, -1)])
    .map((path) => `(?<![\\w.:/])${RegExp.escape(path)}(?![\\w.-])`);
  const usual =
    "(?:file:\\/\\/|(?<![\\w.:/])\\/(?:home|root|Users|tmp|private|var)\\/|[A-Z]:\\\\+Users\\\\)";
  return new RegExp(`(?:${[...known, usual].join("|")})[^\\s"'<]*`).exec(words)?.[0];
}
