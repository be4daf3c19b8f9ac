/**
 * `deno task book`: writes the notebooks with their outputs to build/book, as a website of plain files
 * that needs neither a server nor a network.
 *
 * @module
 */
import { join, relative } from "@std/path";
import { ensureSetup } from "../environment/setup.ts";
import { writePages } from "../pages/pages.ts";
import { refuseArguments } from "../options.ts";
import { build, runTask, TaskError, typedFolder } from "../project.ts";
import { allNotebooks, hasRun, nameOf, readNotebook } from "./notebook.ts";

/** The notebooks of {@linkcode writeBook}, by name. */
export interface Book {
  /** those with a page */
  pages: string[];
  /** those without outputs */
  missing: string[];
}

/** Writes the website to `folder`. */
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

/** The notebook itself if it has outputs, else its copy from the last run. */
async function withOutputs(path: string): Promise<string | undefined> {
  const copy = join(build, "notebooks", `${nameOf(path)}.ipynb`);
  for (const candidate of [path, copy]) {
    const notebook = await readNotebook(candidate).catch(() => undefined);
    if (notebook && hasRun(notebook)) return candidate;
  }
}

async function main(): Promise<void> {
  refuseArguments("book");
  await ensureSetup();
  const folder = join(build, "book");
  const { pages, missing } = await writeBook(folder);
  for (const name of missing) {
    console.log(`skipped: ${name} has no outputs (deno task notebooks ${name})`);
  }
  if (pages.length === 0) throw new TaskError("No notebook has outputs: run deno task notebooks.");
  console.log(`${pages.length} pages. Open ${relative(typedFolder(), join(folder, "index.html"))}`);
}

if (import.meta.main) await runTask(main);
