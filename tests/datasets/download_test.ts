import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "@std/path";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { download } from "../../lib/datasets/download/download.ts";
import { DownloadError } from "../../lib/datasets/download/download_error.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { type Behaviour, fileServer } from "./file_server.ts";

const file = Uint8Array.from({ length: 200_000 }, (_, i) => [0x1f, 0x8b][i] ?? i * i % 251);
const verify = (bytes: Uint8Array) => {
  if (bytes.length !== file.length || bytes.some((byte, i) => byte !== file[i])) {
    throw new SyntaxError(`unexpected file of ${bytes.length} bytes`);
  }
};

/**
 * Downloads from servers with the given behaviours; returns their requests and the folder's
 * contents.
 */
async function attempt(servers: Behaviour[][], options: { before?: Uint8Array } = {}) {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a", "f.gz");
  if (options.before) {
    await Deno.mkdir(join(folder.path, "a"));
    await Deno.writeFile(`${path}.part`, options.before);
  }
  const stack = servers.map((behaviours) => fileServer({ "f.gz": file }, behaviours));
  const progress: DownloadProgress[] = [];
  try {
    const from = await download(stack.map(({ url }) => `${url}/f.gz`), path, {
      verify,
      connectMs: 300,
      stallMs: 300,
      pauseMs: 1,
      onProgress: (report) => progress.push(report),
    }).catch((error) => error as Error);
    const names = [...Deno.readDirSync(join(folder.path, "a"))].map(({ name }) => name);
    const served = stack.findIndex(({ url }) => typeof from === "string" && from.startsWith(url));
    if (served >= 0) verify(await Deno.readFile(path));
    return { served, error: from, names, requests: stack.map((s) => s.requests), progress };
  } finally {
    for (const server of stack) await server[Symbol.asyncDispose]();
  }
}

Deno.test("download() writes the file, removes its part and reports its progress", async () => {
  const { served, names, progress } = await attempt([[]]);
  deepStrictEqual([served, names], [0, ["f.gz"]]);
  const last = progress.at(-1)!;
  deepStrictEqual([last.file, last.bytes, last.total, last.done], ["f.gz", 200_000, 200_000, true]);
  ok(last.rate > 0 && last.remainingMs === 0);
});

Deno.test("a download whose connection breaks is resumed", async () => {
  const { served, requests } = await attempt([[{ cutAfter: 50_000 }, { cutAfter: 30_000 }]]);
  strictEqual(served, 0);
  strictEqual(requests[0].length, 3);
  const starts = requests[0].slice(1).map((line) => Number(line.match(/bytes=(\d+)-/)![1]));
  ok(0 < starts[0] && starts[0] < starts[1] && starts[1] <= 80_000, `${starts}`);
});

Deno.test("a download that stalls is resumed", async () => {
  const { served, requests } = await attempt([[{ stallAfter: 50_000 }]]);
  deepStrictEqual([served, requests[0].length], [0, 2]);
});

Deno.test("the part of an earlier process is resumed", async () => {
  const { served, requests } = await attempt([[]], { before: file.slice(0, 123_456) });
  deepStrictEqual([served, requests], [0, [["f.gz bytes=123456-"]]]);
});

Deno.test("the complete part of an earlier process is taken, and not downloaded again", async () => {
  const { served, requests, names } = await attempt([[]], { before: file });
  deepStrictEqual([served, requests, names], [0, [["f.gz bytes=200000-"]], ["f.gz"]]);
});

Deno.test("a part of another file is discarded", async () => {
  const { served, requests } = await attempt([[]], { before: new Uint8Array(1000) });
  deepStrictEqual([served, requests], [0, [["f.gz bytes=1000-", "f.gz"]]]);
});

Deno.test("a part that is longer than the file is discarded", async () => {
  const { served, requests } = await attempt([[]], { before: new Uint8Array(300_000) });
  deepStrictEqual([served, requests], [0, [["f.gz bytes=300000-", "f.gz"]]]);
});

Deno.test("a server that ignores the range, or sends another, sends the whole file", async () => {
  const ignored = await attempt([["ignore range"]], { before: new Uint8Array(1000) });
  deepStrictEqual([ignored.served, ignored.requests], [0, [["f.gz bytes=1000-"]]]);
  const other = await attempt([["wrong range"]], { before: file.slice(0, 1000) });
  deepStrictEqual([other.served, other.requests], [0, [["f.gz bytes=1000-", "f.gz"]]]);
});

Deno.test("the next mirror is tried after 403, 404, 5xx and a timeout", async () => {
  const bad: Behaviour[] = [{ status: 403 }, { status: 404 }, { status: 503 }, "never answer"];
  for (const behaviour of bad) {
    const { served, names, requests } = await attempt([[behaviour], []]);
    deepStrictEqual([served, names, requests.map((r) => r.length)], [1, ["f.gz"], [1, 1]]);
  }
});

Deno.test("a file that fails verification is deleted, and the next mirror is tried", async () => {
  await using folder = await temporaryFolder();
  await using wrong = fileServer({ "f.gz": new Uint8Array(1000) });
  await using right = fileServer({ "f.gz": file });
  const path = join(folder.path, "f.gz");
  const urls = [wrong, right].map(({ url }) => `${url}/f.gz`);
  strictEqual(await download(urls, path, { verify }), urls[1]);
  await Deno.remove(path);
  await rejects(download([urls[0]], path, { verify }), /unexpected file of 1000 bytes/);
  deepStrictEqual([...Deno.readDirSync(folder.path)], []);
});

Deno.test("if every mirror fails no file remains, and the error has the reason for each", async () => {
  const { error, names } = await attempt([[{ status: 403 }], ["never answer"]]);
  ok(error instanceof DownloadError);
  match(error.message, /f\.gz could not be downloaded.*answered 403.*no answer in 0\.3 s/s);
  deepStrictEqual([error.failures.length, names], [2, []]);
});

Deno.test("an incomplete download leaves its part to resume later, but no file", async () => {
  const cut: Behaviour[] = [{ cutAfter: 5000 }, { status: 500 }];
  const { error, names } = await attempt([cut]);
  ok(error instanceof DownloadError);
  deepStrictEqual(names, ["f.gz.part"]);
});

Deno.test("an error of onProgress ends the download, and is no failure of the server", async () => {
  await using folder = await temporaryFolder();
  await using server = fileServer({ "f.gz": file });
  const failing = new RangeError("from onProgress"), path = join(folder.path, "f.gz");
  const onProgress = () => {
    throw failing;
  };
  await rejects(download([`${server.url}/f.gz`], path, { verify, onProgress }), failing);
  strictEqual(server.requests.length, 1);
  strictEqual(await download([`${server.url}/f.gz`], path, { verify }), `${server.url}/f.gz`);
});

Deno.test("a URL without a server is an error that says so", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  await using folder = await temporaryFolder();
  await rejects(
    download([`http://127.0.0.1:${port}/f.gz`], join(folder.path, "f.gz")),
    { name: "DownloadError", message: /refused/i },
  );
});

Deno.test("of several concurrent downloads of a file only one requests it", async () => {
  await using folder = await temporaryFolder();
  await using server = fileServer({ "f.gz": file });
  const path = join(folder.path, "f.gz"), urls = [`${server.url}/f.gz`];
  const from = await Promise.all([1, 2, 3].map(() => download(urls, path, { verify })));
  deepStrictEqual(from.filter((url) => url !== undefined), urls);
  strictEqual(server.requests.length, 1);
  verify(await Deno.readFile(path));
  deepStrictEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["f.gz"]);
});
