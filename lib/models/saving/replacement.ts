import { join } from "@std/path";
import { ignoreNotFound } from "../../files/mod.ts";
import { parts, savedFiles } from "./saved.ts";

// How one saved model takes the place of another, so that wherever the process is killed one of both
// is there, whole:
//
//   1. the new files are gathered in a folder beside the model's;
//   2. that folder is renamed to `replacement` in the model's: from here on the new model counts;
//   3. its files move to their places one by one, spec.json last.
//
// Whoever reads looks for each file in `replacement` first. What a killed save left there, the next one
// moves before its own. `replacement` never takes a second model before it is empty, so the files in it
// are always of the newest, and several saves and loads at once do no harm either.
const replacement = "replacement";

/** Where a file of the model may be: it is at the first of these places that has one. */
export function placesOf(folder: string, name: string): string[] {
  return [join(folder, replacement, name), join(folder, name)];
}

/** Puts the whole model in `gathered` where `folder` is, be there a model or nothing. */
export async function replaceModel(folder: string, gathered: string): Promise<void> {
  for (let tries = 1;; tries++) {
    await finishMoves(folder);
    try {
      await Deno.rename(gathered, await freePlace(folder));
      return await finishMoves(folder);
    } catch (error) {
      // Another save at the same time may have taken the place.
      if (tries === 10 || !await isThere(gathered)) throw error;
    }
  }
}

async function freePlace(folder: string): Promise<string> {
  if (await isThere(join(folder, "spec.json"))) return join(folder, replacement);
  await ignoreNotFound(Deno.remove(folder)); // an empty folder, where there is one
  return folder;
}

async function finishMoves(folder: string): Promise<void> {
  if (!await isThere(join(folder, replacement))) return;
  for (const part of parts) await Deno.mkdir(join(folder, part), { recursive: true });
  for (const name of savedFiles) {
    const [from, to] = placesOf(folder, name);
    await ignoreNotFound(Deno.rename(from, to));
  }
  // Without what is in them: another save may have put its files there by now.
  for (const part of [...parts, ""]) {
    await Deno.remove(join(folder, replacement, part)).catch(() => {});
  }
}

function isThere(path: string): Promise<boolean> {
  return ignoreNotFound(Deno.lstat(path)).then((found) => found !== undefined);
}
