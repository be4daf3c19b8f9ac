/** Downloads from servers that break every rule: bounded in requests, bytes and time, and never a wrong file. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { download } from "../../lib/datasets/download/download.ts";
import { DownloadError } from "../../lib/datasets/download/download_error.ts";
import { fuzzRuns } from "../helpers/fuzz_runs.ts";
import { temporaryFolder } from "../helpers/temp_folder.ts";
import { type Answer, hostileServer } from "./hostile_server.ts";

const noise = Uint8Array.from({ length: 20_000 }, (_, i) => Math.sin(i * i) * 1e4);
const file = new Uint8Array(gzipSync(noise));
const MAXIMUM = file.length + 100;
const MOST_REQUESTS = 20;

const verify = (bytes: Uint8Array) => {
  if (bytes.length !== file.length || bytes.some((byte, i) => byte !== file[i])) {
    throw new SyntaxError(`unexpected file of ${bytes.length} bytes`);
  }
};

/** Downloads from a server; checks what must hold for every server. */
async function attempt(answer: (start: number, request: string) => Answer, before?: Uint8Array) {
  await using folder = await temporaryFolder();
  await using server = hostileServer(answer);
  const path = join(folder.path, "f.gz"), url = `${server.url}/f.gz`;
  if (before) await Deno.writeFile(`${path}.part`, before);
  const options = { verify, connectMs: 250, stallMs: 250, pauseMs: 1, maximumBytes: MAXIMUM };
  const began = performance.now();
  const outcome = await download([url], path, options).catch((error) => error as Error);
  const ms = performance.now() - began;
  ok(ms < 60_000, `${ms} ms`); // far more than it takes, even on a busy machine
  ok(server.starts.length <= MOST_REQUESTS, `${server.starts.length} requests`);
  const files = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  for (const name of files) {
    const { size } = await Deno.stat(join(folder.path, name));
    ok(size <= Math.max(MAXIMUM, before?.length ?? 0), `${name} has ${size} bytes`);
  }
  if (outcome === url) verify(await Deno.readFile(path));
  else {
    ok(outcome instanceof DownloadError, `${outcome}`);
    ok(!files.includes("f.gz"));
  }
  return { outcome, requests: server.starts.length, files, message: `${outcome}` };
}

/** The rest of the file from `start`, as a server that knows ranges sends it. */
function rest(start: number, body = file.subarray(start)): Answer {
  return {
    status: start ? "206 Partial Content" : "200 OK",
    headers: {
      "content-length": file.length - start,
      ...(start ? { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` } : {}),
    },
    body: [body],
  };
}

Deno.test("a wrong Content-Length, too long or too short, ends after a few requests", async () => {
  for (const wrong of [1, 100, 1e6, -1, -100]) {
    const { requests, message } = await attempt((start) => {
      const answer = rest(start);
      const length = file.length - start + wrong;
      return length <= 0
        ? rest(start)
        : { ...answer, headers: { ...answer.headers, "content-length": length } };
    });
    ok(requests <= 10, `${wrong}: ${requests}`);
    // what is longer than announced is cut; what is shorter is complete, and verified
    if (wrong < 0 || wrong > 1000) match(message, /f\.gz could not be downloaded/);
    else match(message, /^http/);
  }
});

Deno.test("a server that sends one byte per connection is given up, and said once", async () => {
  const { requests, message, files } = await attempt((start) =>
    rest(start, file.subarray(start, start + 1))
  );
  deepStrictEqual([requests, files], [8, ["f.gz.part"]]);
  strictEqual(message.match(/gave up after 8 requests/g)?.length, 1, message);
});

Deno.test("a connection that breaks a few times is resumed to the end", async () => {
  let left = 6;
  const { outcome } = await attempt((start) =>
    rest(start, file.subarray(start, left-- > 0 ? start + (file.length >> 3) : undefined))
  );
  strictEqual(typeof outcome, "string");
});

function* endless(part: Uint8Array): Generator<Uint8Array> {
  for (;;) yield part;
}

Deno.test("a body without an end, or announced as too large, is not stored", async () => {
  const packed = Uint8Array.from({ length: 4096 }, (_, i) => [0x1f, 0x8b][i] ?? i);
  const chunk = new TextEncoder().encode(`1000\r\n${"x".repeat(0x1000)}\r\n`);
  const answers: (() => Answer)[] = [
    () => ({ body: endless(packed) }),
    () => ({ headers: { "transfer-encoding": "chunked" }, body: endless(chunk) }),
    () => ({ headers: { "content-length": 1e15 }, body: endless(packed) }),
    () => ({ headers: { "content-length": MAXIMUM + 1 }, body: [packed], hang: true }),
  ];
  for (const answer of answers) {
    const { requests, files, message } = await attempt(answer);
    ok(requests <= 2);
    deepStrictEqual(files, [], message);
    match(message, /larger than the expected \d+ bytes/);
  }
});

Deno.test("a server that sends a byte at a time is too slow", async () => {
  function* bytes() {
    for (let i = 0; i < file.length; i++) yield file.subarray(i, i + 1);
  }
  const { requests, message } = await attempt(() => ({
    headers: { "content-length": file.length },
    body: bytes(),
    pauseMs: 20,
  }));
  strictEqual(requests, 1);
  match(message, /only \d+ bytes in \d\.\d s/);
});

Deno.test("a server that never answers, or stops in the head, ends in time", async () => {
  const cases: [Answer, RegExp][] = [
    [{ status: "200", headers: {}, hang: true }, /no data for 0\.25 s/],
    [{ answerAfterMs: 2000 }, /no answer in 0\.25 s/],
    [{ status: "", hang: true }, /error sending request/],
  ];
  for (const [answer, reason] of cases) {
    const { requests, message } = await attempt(() => answer);
    ok(requests <= 2, `${requests} requests`);
    match(message, reason);
  }
});

Deno.test("a .gz that the server says is encoded arrives as it is published", async () => {
  for (const encoding of ["gzip", "x-gzip", "GZIP"]) {
    for (const redirected of [false, true]) {
      const { outcome, requests } = await attempt((_, request): Answer =>
        redirected && request.startsWith("GET /f.gz ")
          ? { status: "302 Found", headers: { location: "/other.gz?x=1", "content-length": 0 } }
          : {
            headers: { "content-encoding": encoding, "content-length": file.length },
            body: [file],
          }
      );
      strictEqual(typeof outcome, "string", `${encoding}: ${outcome}`);
      ok(requests <= 4);
    }
  }
});

Deno.test("an encoded .gz whose connection breaks is an error that says so", async () => {
  const encoded = { "content-encoding": "gzip", "content-length": file.length };
  const { message } = await attempt(() => ({ headers: encoded, body: [file.subarray(0, 100)] }));
  match(message, /the connection was closed before the end of the file/);
});

Deno.test("a part is resumed, or discarded once, from a server that encodes", async () => {
  const encoded = { "content-encoding": "gzip", "content-length": file.length };
  const { outcome } = await attempt(
    () => ({ headers: encoded, body: [file] }),
    file.slice(0, 100),
  );
  strictEqual(typeof outcome, "string", `${outcome}`);
  const ranged = await attempt((start) => {
    const answer = rest(start);
    return { ...answer, headers: { ...answer.headers, "content-encoding": "gzip" } };
  }, file.slice(0, 100));
  strictEqual(typeof ranged.outcome, "string", `${ranged.outcome}`);
});

Deno.test("redirections in a circle, ranges never granted and ranges never sent end soon", async () => {
  const circle = { status: "302 Found", headers: { location: "/f.gz", "content-length": 0 } };
  const refused = { status: "416 Range Not Satisfiable", headers: { "content-length": 0 } };
  await using folder = await temporaryFolder();
  await using server = hostileServer(() => circle);
  await rejects(download([`${server.url}/f.gz`], join(folder.path, "f.gz"), { pauseMs: 1 }));
  ok(server.starts.length < 50);
  for (const before of [undefined, file.slice(0, 50)]) {
    ok((await attempt(() => refused, before)).requests <= 2);
    const wrong = await attempt((start) => ({
      ...rest(start),
      status: "206 Partial Content",
      headers: { "content-range": `bytes ${start + 1}-9/10` },
    }), before);
    ok(wrong.requests <= 3);
  }
});

const mutated: fc.Arbitrary<(start: number) => Answer> = fc.record({
  status: fc.constantFrom(
    "200 OK",
    "206 Partial Content",
    "404 Not Found",
    "416 No",
    "503 Busy",
    "99",
    "x",
  ),
  right: fc.boolean(),
  lengthOff: fc.constantFrom(undefined, 0, 0, 0, 1, -1, 5000, -5000, 1e12),
  rangeOff: fc.constantFrom(undefined, 0, 0, 1, -1),
  encoding: fc.constantFrom(undefined, undefined, undefined, "gzip", "br", "identity", "?"),
  cut: fc.option(fc.nat(file.length), { nil: undefined }),
  change: fc.option(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { nil: undefined }),
  extra: fc.constantFrom(0, 0, 0, 1, 500),
}).map(({ status, right, lengthOff, rangeOff, encoding, cut, change, extra }) => (start) => {
  const bytes = file.slice();
  if (change) bytes[change[0]] = change[1];
  const body = bytes.slice(start, cut === undefined ? undefined : Math.max(start, cut));
  const headers: Record<string, string | number> = {};
  if (lengthOff !== undefined) {
    headers["content-length"] = Math.max(0, file.length - start + lengthOff);
  }
  if (rangeOff !== undefined && start > 0) {
    headers["content-range"] = `bytes ${start + rangeOff}-${file.length - 1}/${file.length}`;
  }
  if (encoding) headers["content-encoding"] = encoding;
  return {
    status: right ? (start ? "206 Partial Content" : "200 OK") : status,
    headers,
    body: [body, new Uint8Array(extra)],
  };
});

Deno.test("a download from a server of random answers is the right file or a DownloadError", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(mutated, { minLength: 1, maxLength: 6 }),
      fc.option(fc.nat(file.length + 200), { nil: undefined }),
      fc.boolean(),
      async (answers, before, ours) => {
        let request = 0;
        const part = before === undefined
          ? undefined
          : ours
          ? file.slice(0, before)
          : new Uint8Array(before).fill(7);
        await attempt((start) => answers[request++ % answers.length](start), part);
      },
    ),
    { numRuns: fuzzRuns(40), interruptAfterTimeLimit: undefined },
  ));
