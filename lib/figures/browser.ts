import { existsSync, statSync } from "node:fs";
import { join } from "@std/path";
import type { Browser } from "playwright-core";

/**
 * The path of Chromium or Chrome: the value of `CHROMIUM`, or one of the usual locations.
 *
 * @throws {RangeError} `CHROMIUM` does not name a file
 */
export function findBrowser(): string | undefined {
  const named = Deno.env.get("CHROMIUM");
  if (named && !statSync(named, { throwIfNoEntry: false })?.isFile()) {
    throw new RangeError(`CHROMIUM must be the file of a browser, got "${named}"`);
  }
  if (named) return named;
  return candidates().find((path) => existsSync(path));
}

function candidates(): string[] {
  if (Deno.build.os === "darwin") {
    return ["Google Chrome", "Chromium"].map((name) =>
      join("/Applications", `${name}.app`, "Contents", "MacOS", name)
    );
  }
  if (Deno.build.os === "windows") {
    return ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"]
      .map((name) => Deno.env.get(name))
      .filter((folder) => folder !== undefined)
      .flatMap((folder) => [
        join(folder, "Google", "Chrome", "Application", "chrome.exe"),
        join(folder, "Microsoft", "Edge", "Application", "msedge.exe"),
      ]);
  }
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** Starts a headless browser that sends no requests in the background. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  const { chromium } = await import("playwright-core"); // a large package that few programs need
  const asRoot = Deno.build.os === "linux" && Deno.uid() === 0;
  return await chromium.launch({
    executablePath,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-sync",
      "--disable-background-networking",
      "--disable-component-update",
      ...(asRoot ? ["--no-sandbox"] : []),
    ],
  });
}
