/// <reference lib="dom" />
import { deepStrictEqual, ok } from "node:assert/strict";
import axe from "npm:axe-core@4.14.1/axe.min.js" with { type: "text" };
import type { Browser, Page } from "npm:playwright-core@1.65.1";
import { join, toFileUrl } from "@std/path";
import { writeBook } from "../../tasks/notebooks/book.ts";
import { findBrowser, launchBrowser } from "../../lib/figures/browser.ts";
import { selectNotebooks } from "../../tasks/notebooks/notebook.ts";
import { labFolder } from "./lab.ts";

const folder = join(labFolder, "book");
await Deno.mkdir(labFolder, { recursive: true });
const { pages: written, texts } = await writeBook(folder);
const pages = ["index", "train", ...texts, ...selectNotebooks(written, Deno.args)];

let browser: Browser;
Deno.test.beforeAll(async () => {
  browser = await launchBrowser(findBrowser()!);
});
Deno.test.afterAll(() => browser.close());

const phone = { width: 390, height: 800 };
const desk = { width: 1280, height: 900 };

for (const name of pages) {
  const address = toFileUrl(join(folder, `${name}.html`)).href;

  /** A test of this page in its own window. */
  const onPage = (what: string, viewport: typeof desk, work: (page: Page) => Promise<void>) =>
    Deno.test({
      name: `the page ${name} ${what}`,
      // the browser outlives each test
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        const page = await browser.newPage({ viewport });
        page.setDefaultTimeout(240_000); // the machine may be busy
        const wrong: string[] = [];
        page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
        page.on("pageerror", (error) => wrong.push(String(error)));
        page.on("request", (request) => {
          if (!/^(file|data|blob):/.test(request.url())) wrong.push(`requests ${request.url()}`);
        });
        try {
          await page.goto(address);
          await page.waitForTimeout(500);
          await work(page);
          deepStrictEqual(wrong, []);
        } finally {
          await page.close();
        }
      },
    });

  onPage("draws its figures, and its links lead to existing pages", desk, async (page) => {
    await page.evaluate(() =>
      document.querySelectorAll("details").forEach((each) => each.open = true)
    );
    for (const figure of await page.locator("div.figure").all()) {
      await figure.scrollIntoViewIfNeeded();
      ok(await figure.locator("svg.main-svg, canvas").count(), "a figure is not drawn");
    }
    // the playground, which needs neither a server nor a trusted notebook here
    for (const frame of await page.locator("iframe").all()) {
      await frame.contentFrame().locator("html[data-ready=yes]").waitFor({ timeout: 60_000 });
    }
    const links = await page.locator("a[href]").evaluateAll((all) =>
      all.map((a) => (a as HTMLAnchorElement).href)
    );
    for (const link of links.filter((each) => each.startsWith("file:"))) {
      const [path, place] = link.split("#");
      await Deno.stat(new URL(path));
      const ids = [place, decodeURIComponent(place ?? "")].map((id) => `[id="${id}"]`).join();
      if (place && path === address) ok(await page.locator(ids).count(), `no anchor ${place}`);
    }
    await page.screenshot({ path: join(labFolder, `book-${name}.png`), fullPage: true });
  });

  onPage("fits a phone", phone, async (page) => {
    await page.screenshot({ path: join(labFolder, `book-${name}-phone.png`) });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    ok(wide <= phone.width, `${wide} pixels wide on a screen of ${phone.width}`);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    onPage(`is accessible in its ${colorScheme} theme`, desk, async (page) => {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(300);
      await page.screenshot({ path: join(labFolder, `book-${name}-${colorScheme}.png`) });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        // deno-lint-ignore no-explicit-any -- axe is a global of the page
        const { violations } = await (globalThis as any).axe.run({ preload: false });
        return violations
          .filter((each: { impact: string }) => ["serious", "critical"].includes(each.impact))
          .map((each: { id: string; nodes: { html: string }[] }) =>
            `${each.id}: ${each.nodes.length} × ${each.nodes[0].html.slice(0, 150)}`
          );
      });
      deepStrictEqual(found, []);
    });
  }
}
