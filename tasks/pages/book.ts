/**
 * `deno task book`: the notebooks with the outputs that they carry, as a site of plain files in
 * build/book that needs neither a server nor a network.
 *
 * @module
 */
import { join, relative } from "@std/path";
import { allNotebooks, hasRun, nameOf, readNotebook } from "../notebooks/notebook.ts";
import { build, runTask, TaskError } from "../project.ts";
import { ensureSetup } from "../environment/setup.ts";
import { writePages } from "./write_pages.ts";

/** What {@linkcode writeBook} wrote, by name. */
export interface Book {
  pages: string[];
  /** notebooks without outputs */
  missing: string[];
}

/** Writes the site into `folder`. */
export async function writeBook(folder: string): Promise<Book> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const book: Book = { pages: [], missing: [] };
  for (const path of await allNotebooks()) {
    const source = await withOutputs(path);
    (source ? book.pages : book.missing).push(nameOf(path));
    if (source) await Deno.copyFile(source, join(folder, `${nameOf(path)}.ipynb`));
  }
  await writePages(folder);
  return book;
}

/** The notebook itself where it carries outputs, or else its copy of the last run. */
async function withOutputs(path: string): Promise<string | undefined> {
  const copy = join(build, "notebooks", `${nameOf(path)}.ipynb`);
  for (const candidate of [path, copy]) {
    const notebook = await readNotebook(candidate).catch(() => undefined);
    if (notebook && hasRun(notebook)) return candidate;
  }
}

async function main(): Promise<void> {
  await ensureSetup();
  const folder = join(build, "book");
  const { pages, missing } = await writeBook(folder);
  for (const name of missing) {
    console.log(`left out: ${name} has no outputs (task notebooks ${name})`);
  }
  if (pages.length === 0) throw new TaskError("No notebook has outputs yet: deno task notebooks.");
  console.log(`${pages.length} pages. Look at ${relative(Deno.cwd(), join(folder, "index.html"))}`);
}

if (import.meta.main) await runTask(main);
