/** Files from servers that break the rules: one clear error each, in bounded time. */
import { deepStrictEqual, rejects } from "node:assert/strict";
import { readPackageFile } from "../../lib/backend/host.ts";
import { fetchBytes } from "../../lib/files/mod.ts";
import { type Answer, hostileServer } from "../datasets/hostile_server.ts";

const file = Uint8Array.from({ length: 70_000 }, (_, i) => i * i);
const headers = { "content-length": file.length };
const half = [file.subarray(0, 30_000)];

Deno.test("fetchBytes() has the bytes of a file, however its parts arrive", async () => {
  const body = Array.from({ length: 7 }, (_, i) => file.subarray(1e4 * i, 1e4 * (i + 1)));
  await using server = hostileServer(() => ({ headers, body, pauseMs: 5 }));
  deepStrictEqual(await fetchBytes(new URL(server.url)), file);
});

Deno.test("fetchBytes() says whether a server did not answer, stalled or broke the connection", async () => {
  const cases: [Answer, RegExp][] = [
    [{ answerAfterMs: 2000 }, /the server does not answer: no answer in 0\.2 s$/],
    [{ headers, body: half, hang: true }, /the connection broke: no data for 0\.2 s$/],
    [{ headers, body: half }, /the connection broke: .+/],
    [{ status: "nonsense" }, /the server does not answer: .+/],
    [{ status: "500 No" }, /the server answered with status 500$/],
  ];
  for (const [answer, message] of cases) {
    await using server = hostileServer(() => answer);
    const url = new URL(`${server.url}/file?token=secret`);
    await rejects(fetchBytes(url, { connectMs: 200, stallMs: 200 }), (error: Error) => {
      const text = Deno.inspect(error);
      return message.test(error.message) && error.message.startsWith(`"${server.url}/file" `) &&
        !text.includes("secret");
    });
  }
});

Deno.test("a kernel file that a server sends in part is an error that names it", async () => {
  await using server = hostileServer(() => ({ headers, body: half }));
  const url = new URL(`${server.url}/kernels.wasm`);
  await rejects(readPackageFile(url), { message: /^http.*\/kernels\.wasm could not be read: .+/ });
});
