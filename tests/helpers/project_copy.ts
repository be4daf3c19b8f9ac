import { join } from "@std/path";
import { root } from "../../tasks/project.ts";

/**
 * Copies what the tasks need to start to a folder, without notebooks and without the library's
 * TypeScript, whose packages would have to be downloaded.
 */
export async function copyProject(folder: string): Promise<void> {
  for (const name of ["deno.json", "deno.lock"]) {
    await Deno.copyFile(join(root, name), join(folder, name));
  }
  const tasks = ["tasks", "tasks/environment", "tasks/environment/std_path", "tasks/notebooks"];
  for (const name of ["lib", "lib/backend", "lib/files", ...tasks]) {
    await Deno.mkdir(join(folder, name), { recursive: true });
    for await (const entry of Deno.readDir(join(root, name))) {
      if (!entry.isFile) continue;
      await Deno.copyFile(join(root, name, entry.name), join(folder, name, entry.name));
    }
  }
}
