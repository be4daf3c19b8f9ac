/**
 * `deno task book`: writes the notebooks with their outputs to build/book, as a website of plain files
 * that needs neither a server nor a network.
 *
 * @module
 */
import { basename, extname, join, relative } from "@std/path";
import { ensureSetup } from "../environment/setup.ts";
import { writePages } from "../pages/pages.ts";
import { buildTrainPage } from "../pages/train_page.ts";
import { refuseArguments } from "../options.ts";
import { build, notebooks, runTask, TaskError, typedFolder } from "../project.ts";
import { solutionsPage, textPage, withLessons } from "./book_pages.ts";
import {
  allNotebooks,
  hasRun,
  nameOf,
  type Notebook,
  type Opened,
  openNotebooks,
  readNotebook,
  writeNotebook,
} from "./notebook.ts";

/** The notebooks of {@linkcode writeBook}, by name. */
export interface Book {
  /** those with a page */
  pages: string[];
  /** the pages of text: the glossary and others */
  texts: string[];
  /** those without outputs */
  missing: string[];
  /** one line about each file that is not a notebook */
  unreadable: string[];
}

/** Writes the website of the notebooks and texts in `course` to `folder`. */
export async function writeBook(folder: string, course = notebooks): Promise<Book> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  const book: Book = { pages: [], texts: [], missing: [], unreadable: [] };
  const opened = await openNotebooks(
    await allNotebooks(course),
    (_, line) => book.unreadable.push(line),
  );
  for (const { path, notebook } of opened) {
    const source = hasRun(notebook) ? path : await copyWithOutputs(path);
    (source ? book.pages : book.missing).push(nameOf(path));
    if (source) await Deno.copyFile(source, join(folder, `${nameOf(path)}.ipynb`));
  }
  book.texts = await writeTexts(folder, course, opened);
  await Deno.writeTextFile(join(folder, "train.html"), await buildTrainPage());
  await writePages(folder);
  return book;
}

/** Writes the texts beside the lessons, and what is made of the lessons; returns their names. */
async function writeTexts(folder: string, course: string, lessons: Opened[]): Promise<string[]> {
  const names: string[] = [];
  const write = async (name: string, text: string) => {
    await writeNotebook(join(folder, `${name}.ipynb`), textPage(text));
    names.push(name);
  };
  for await (const { name } of Deno.readDir(course)) {
    if (extname(name) !== ".md") continue;
    const text = await Deno.readTextFile(join(course, name));
    const all = lessons.map(({ path, notebook }): [string, Notebook] => [nameOf(path), notebook]);
    const page = basename(name, ".md");
    await write(page, page === "teachers" ? withLessons(text, all) : text);
  }
  const solutions = await solutionsPage(join(course, "exercises"));
  if (solutions) await write("solutions", solutions);
  return names.sort();
}

/** The copy of a notebook from its last run, if it has outputs. */
async function copyWithOutputs(path: string): Promise<string | undefined> {
  const copy = join(build, "notebooks", `${nameOf(path)}.ipynb`);
  const notebook = await readNotebook(copy).catch(() => undefined);
  return notebook && hasRun(notebook) ? copy : undefined;
}

async function main(): Promise<number> {
  refuseArguments("deno task book");
  await ensureSetup();
  const folder = join(build, "book");
  const { pages, missing, unreadable } = await writeBook(folder);
  for (const name of missing) {
    console.log(`skipped: ${name} has no outputs (deno task notebooks ${name})`);
  }
  for (const line of unreadable) console.error(line);
  if (pages.length === 0) throw new TaskError("No notebook has outputs: run deno task notebooks.");
  console.log(`${pages.length} pages. Open ${relative(typedFolder(), join(folder, "index.html"))}`);
  return unreadable.length > 0 ? 1 : 0;
}

if (import.meta.main) await runTask(main);
