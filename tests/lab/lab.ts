/// <reference lib="dom" />
import { join, relative } from "@std/path";
import type { Browser, Locator, Page } from "npm:playwright-core@1.65.1";
import { findBrowser, launchBrowser } from "../../lib/figures/browser.ts";
import { type Notebook, readNotebook, writeNotebook } from "../../tasks/notebooks/notebook.ts";
import { stateWith } from "../../tasks/environment/jupyter_settings.ts";
import { build, root } from "../../tasks/project.ts";

/** Copies of notebooks that the browser may change, and screenshots. */
export const labFolder = join(build, "lab");

/** Timeout of everything but training, in milliseconds; long, as the machine may be busy. */
const timeoutMs = 240_000;

/** JupyterLab as `deno task lab` starts it, and a browser. */
export class Lab {
  /** `performance.now()` when the task was started */
  readonly started = performance.now();
  #server: Deno.ChildProcess;
  #browser: Browser;
  #address: string;
  #token: string;

  private constructor(server: Deno.ChildProcess, browser: Browser, address: string, token: string) {
    this.#server = server;
    this.#browser = browser;
    this.#address = address;
    this.#token = token;
  }

  /** Starts both; the kernels use reduced sizes by default, and `workspaces` is the folder of saved states. */
  static async start(
    { quick = true, workspaces }: { quick?: boolean; workspaces?: string } = {},
  ): Promise<Lab> {
    await Deno.mkdir(labFolder, { recursive: true });
    const port = freePort();
    const token = crypto.randomUUID();
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "tasks/lab.ts",
        "--no-browser",
        `--port=${port}`,
        "--ServerApp.port_retries=0",
        `--IdentityProvider.token=${token}`,
        ...(workspaces ? [`--LabApp.workspaces_dir=${workspaces}`] : []),
      ],
      cwd: root,
      env: { AUTOENCODERS_QUICK: quick ? "1" : "" },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const lab = new Lab(
      server,
      await launchBrowser(findBrowser()!),
      `http://127.0.0.1:${port}`,
      token,
    );
    await lab.#waitForServer();
    return lab;
  }

  async #waitForServer(): Promise<void> {
    for (const end = performance.now() + timeoutMs; performance.now() < end;) {
      const answer = await this.#request("api/status").catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error("JupyterLab did not answer within 240 s");
  }

  /**
   * Opens a notebook file of the project in its own window and waits for its kernel. Only the saved state names
   * the notebook, or a wrong state would be noticed by nothing but the time.
   */
  async open(path: string): Promise<LabPage> {
    return await this.#visit(`lab/workspaces/${await this.#newWorkspace(fileOf(path))}`, path);
  }

  /** Opens the address that `deno task lab` opens, which shows this notebook. */
  openFirst(path: string): Promise<LabPage> {
    return this.#visit("", path);
  }

  async #visit(address: string, path: string): Promise<LabPage> {
    const page = await this.#browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(timeoutMs);
    const errors: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(this.#url(address), { waitUntil: "domcontentloaded" });
    await page.locator(".jp-Notebook .jp-Cell").first().waitFor();
    const lab = new LabPage(page, path, errors, () => this.#shutDownKernels(fileOf(path)));
    await lab.kernelIdle();
    return lab;
  }

  /** Shuts down the kernels of a notebook, which otherwise keep their memory until the server stops. */
  async #shutDownKernels(file: string): Promise<void> {
    const answer = await this.#request("api/sessions");
    const sessions: { id: string; path: string }[] = await answer.json();
    for (const { id } of sessions.filter(({ path }) => path === file)) {
      await (await this.#request(`api/sessions/${id}`, { method: "DELETE" })).body?.cancel();
    }
  }

  /** A workspace whose state has a notebook open, as on a learner's first start. */
  async #newWorkspace(file: string): Promise<string> {
    const id = `w${crypto.randomUUID().slice(0, 8)}`;
    const body = JSON.stringify({ data: stateWith(file), metadata: { id } });
    const answer = await this.#request(`lab/api/workspaces/${id}`, { method: "PUT", body });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the state was not saved: ${answer.status}`);
    return id;
  }

  /** The saved state of the workspace that JupyterLab opens by itself; empty if it has none. */
  async state(): Promise<Record<string, unknown>> {
    return (await (await this.#request("lab/api/workspaces/default")).json()).data;
  }

  #request(path: string, options?: RequestInit): Promise<Response> {
    return fetch(this.#url(path), options);
  }

  #url(path: string): string {
    return `${this.#address}/${path}?token=${this.#token}`;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    this.#server.kill("SIGTERM");
    await this.#server.status;
  }
}

/** A notebook in JupyterLab, operated as a user does. */
export class LabPage {
  constructor(
    readonly page: Page,
    readonly path: string,
    /** errors on the browser's console */
    readonly errors: string[],
    readonly shutDownKernels: () => Promise<void>,
  ) {}

  /** Waits until the status bar shows that the kernel is idle. */
  async kernelIdle(): Promise<void> {
    await this.page.locator(".jp-StatusBar-TextItem, .jp-StatusBar-Widget span")
      .filter({ hasText: "TypeScript (Deno) | Idle" }).first().waitFor();
  }

  /** The cell at `index`, from 0, if it is in view. */
  cell(index: number): Locator {
    return this.page.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]`);
  }

  /** Selects the cell at `index` for keyboard commands. */
  async select(index: number): Promise<void> {
    await this.page.evaluate((index) => {
      const list = document.querySelector(".jp-WindowedPanel-outer, .jp-Notebook")!;
      const cell = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"]`);
      if (!cell) list.scrollTop = index === 0 ? 0 : list.scrollTop;
      cell?.scrollIntoView({ block: "center" });
    }, index);
    await this.cell(index).locator(".jp-InputPrompt, .jp-MarkdownOutput").first().click();
    await this.page.keyboard.press("Escape");
  }

  /** Runs the selected cell, at `index`, with Shift+Enter and waits until it ends. */
  async runSelected(index: number, timeout = 300_000): Promise<void> {
    const before = await this.prompt(index);
    await this.page.keyboard.press("Shift+Enter");
    await this.ran(index, before, timeout);
  }

  /** Waits until the code cell at `index` has a new execution count. */
  async ran(index: number, before: string, timeout = 300_000): Promise<void> {
    if (!await this.isCode(index)) return;
    await this.page.waitForFunction(
      ({ index, before }) => {
        const cell = document.querySelector(`.jp-Cell[data-windowed-list-index="${index}"]`);
        const text = cell?.querySelector(".jp-InputPrompt")?.textContent ?? "";
        return /\[\d+\]/.test(text) && text !== before;
      },
      { index, before },
      { timeout },
    );
    // the figures of a cell are drawn after its outputs arrive
    await this.page.waitForTimeout(100);
  }

  async prompt(index: number): Promise<string> {
    if (!await this.isCode(index)) return "";
    return await this.cell(index).locator(".jp-InputPrompt").first().textContent() ?? "";
  }

  async isCode(index: number): Promise<boolean> {
    return await this.cell(index).evaluate((cell) => cell.classList.contains("jp-CodeCell"));
  }

  /** Clicks through the menus, by the labels of their items. */
  async menu(...words: string[]): Promise<void> {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: words[0] }).first().click();
    for (const word of words.slice(1)) {
      await this.page.locator(".lm-Menu .lm-Menu-itemLabel", { hasText: word }).first().click();
    }
  }

  /** Saves with the keyboard and reads the file. */
  async saved(): Promise<Notebook> {
    // a figure drawn after saving adds its image to the notebook, which is then unsaved again
    for (const end = performance.now() + timeoutMs; performance.now() < end;) {
      await this.page.keyboard.press("Control+s");
      await this.page.waitForTimeout(1000);
      if (await this.page.locator(".jp-mod-dirty").count() === 0) {
        return await readNotebook(this.path);
      }
    }
    throw new Error("the notebook was still unsaved after 240 s");
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.shutDownKernels();
  }
}

/** The path of a notebook file from the root folder, as JupyterLab names it. */
const fileOf = (path: string) => relative(root, path).replaceAll("\\", "/");

/** Writes a copy of a notebook that the browser may change; returns its path. */
export async function place(name: string, notebook: Notebook): Promise<string> {
  const path = join(labFolder, `${name}.ipynb`);
  await Deno.mkdir(labFolder, { recursive: true });
  await writeNotebook(path, notebook);
  return path;
}

/** The notebook as before a run. */
export function withoutOutputs(notebook: Notebook): Notebook {
  return {
    ...notebook,
    cells: notebook.cells.map((cell) =>
      cell.cell_type === "code" ? { ...cell, execution_count: null, outputs: [] } : cell
    ),
  };
}

/** Whether a console message concerns our notebooks, not JupyterLab itself. */
export function isOurs(text: string): boolean {
  return !/favicon|workspaces|nbconvert|lsp|terminals|listings|translation/i.test(text);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
