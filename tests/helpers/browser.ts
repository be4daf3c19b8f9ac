import type { Browser, Page } from "npm:playwright-core@1.65.1";
import { findBrowser, launchBrowser } from "../../lib/figures/browser.ts";

const executablePath = findBrowser();

/** A test with a page of a real browser; skipped, with the reason in its name, without Chromium. */
export function browserTest(name: string, body: (page: Page) => Promise<void>): void {
  Deno.test({
    name: executablePath ? name : `${name} (skipped: no Chromium; set CHROMIUM to its path)`,
    ignore: executablePath === undefined,
    // All tests of a file share the browser, since starting it takes a second.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      browser ??= launchBrowser(executablePath!);
      const page = await (await browser).newPage({ viewport: { width: 900, height: 700 } });
      const failures: string[] = [];
      page.on("pageerror", (error) => failures.push(error.message));
      try {
        await body(page);
      } finally {
        await page.close();
      }
      if (failures.length > 0) throw new Error(`the page threw an error: ${failures.join("; ")}`);
    },
  });
}

let browser: Promise<Browser> | undefined;
Deno.test.afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});
