/** The mirror that a user names, and what happens when nothing can be downloaded or stored. */
import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import fc from "npm:fast-check@4.10.2";
import { loadDataset } from "@autoencoders";
import { dataFolder } from "../../lib/datasets/load.ts";
import { shownUrl, withoutSecrets } from "../../lib/files/shown_url.ts";
import { capture } from "../../tasks/process.ts";
import { root } from "../../tasks/project.ts";
import { fileServer } from "./file_server.ts";
import { hostileServer } from "./hostile_server.ts";
import { scene, tinyEntry, tinyFiles } from "./scene.ts";

const packed = (folder: string) =>
  Object.fromEntries(
    Object.entries(tinyFiles).map(([name, bytes]) =>
      [`${folder}/${name}.gz`, new Uint8Array(gzipSync(bytes))] as const
    ),
  );

/** All that an error, its causes and its stack say. */
function allOf(error: unknown): string {
  return `${Deno.inspect(error, { depth: 10 })} ${(error as Error).stack} ${JSON.stringify(error)}`;
}

scene("a mirror may have a user, a password and a query, and upper case", async (s) => {
  await using server = hostileServer((_, request) => {
    const [, path, query] = /^GET \/deep\/(.*?)\?(.*?) /.exec(request)!;
    ok(query === "token=s3cr3t" && /\r\nauthorization: Basic dTpwQHNz\r\n/i.test(request), request);
    const body = packed("tiny")[path];
    return { headers: { "content-length": body.length }, body: [body] };
  });
  const { host } = new URL(server.url);
  Deno.env.set("AUTOENCODERS_MIRROR", `HTTP://u:p%40ss@${host}/deep/?token=s3cr3t`);
  deepStrictEqual([(await s.load()).source, server.starts.length], ["download", 4]);
});

const secrets = ["hunter2!", "p@ss/w?rd#1", "tok en", "%41bc", "100% sure", "geheimü"];
scene("no error and no notice has the credentials of a mirror", async (s) => {
  await using server = fileServer({});
  const { host } = new URL(server.url);
  await using closed = fileServer({});
  const none = new URL(closed.url).host;
  await closed[Symbol.asyncDispose]();
  for (const secret of secrets) {
    const coded = encodeURIComponent(secret);
    const mirrors = [
      ...[host, none].flatMap((host) => [
        `http://user:${coded}@${host}/data`,
        `http://${coded}@${host}`,
        `http://${host}/?token=${coded}`,
        `http://${host}/data?a=1&key=${coded}#${coded}`,
      ]),
      ...["ftp://u:", "mirror.org:", "//u:", "u:", "http://u:", "file://u:"].flatMap((before) => [
        `${before}${secret}@mirror.org/x`,
        `${before}${coded}@`,
      ]),
    ];
    for (const mirror of mirrors) {
      Deno.env.set("AUTOENCODERS_MIRROR", mirror);
      const warnings: string[] = [];
      const options = { trainCount: 1, testCount: 1, warn: (text: string) => warnings.push(text) };
      const told = await s.load(options).then((data) => data.substitutionNotice, allOf);
      const error = await s.load({ substitute: false }).catch(allOf);
      const all = [told, error, ...warnings].join("\n");
      ok(/could not be downloaded|AUTOENCODERS_MIRROR must be/.test(all), all);
      for (const part of [secret, coded]) ok(!all.includes(part), `${mirror}\n${all}`);
    }
  }
});

Deno.test("shownUrl() keeps a URL without secrets, and drops user, password, query and fragment", () => {
  strictEqual(shownUrl("https://a.org:8000/b%20c/d@e.gz"), "https://a.org:8000/b%20c/d@e.gz");
  strictEqual(shownUrl("HTTP://u:p@A.org/b?c=d#e"), "http://a.org/b");
  const urls = ["https://a.org/", "http://[::1]:80/b@c", "http://127.0.0.1:8000/data/%20x.gz"];
  const secret = fc.stringMatching(/^[a-zA-Z0-9!$&'()*+,;=]{6,20}$/).map((s) => `§${s}`);
  fc.assert(
    fc.property(secret, secret, fc.constantFrom(...urls), (a, b, url) => {
      const { host, pathname } = new URL(url);
      const full = `https://${encodeURIComponent(a)}:${
        encodeURIComponent(b)
      }@${host}${pathname}?t=${a}#${b}`;
      for (
        const text of [shownUrl(full), withoutSecrets(`error for ${full}: ${a} ${b} no`, full)]
      ) {
        ok(!text.includes(a) && !text.includes(b), text);
        ok(text.includes(host), text);
      }
    }),
    { numRuns: 30 },
  );
});

scene("a mirror that answers late is waited for, and one that failed is asked again", async (s) => {
  const files = packed("tiny");
  await using slow = hostileServer((_, request) => {
    const body = files[/^GET \/(.*?) /.exec(request)![1]];
    return { headers: { "content-length": body.length }, body: [body], answerAfterMs: 3500 };
  });
  await using server = fileServer({});
  const { port } = new URL(server.url);
  await server[Symbol.asyncDispose]();
  Deno.env.set("AUTOENCODERS_MIRROR", `http://127.0.0.1:${port}`);
  await rejects(s.load({ substitute: false }), { message: /refused/i });
  const later = Deno.serve(
    { hostname: "127.0.0.1", port: Number(port), onListen() {} },
    () => new Response("no", { status: 404 }),
  );
  await rejects(s.load({ substitute: false }), { message: /answered 404/ });
  await later.shutdown();
  Deno.env.set("AUTOENCODERS_MIRROR", slow.url);
  const names = Object.keys(tinyFiles).slice(1);
  await s.put(Object.fromEntries(names.map((name) => [name, tinyFiles[name]])), "tiny");
  deepStrictEqual([(await s.load()).source, slow.starts.length], ["download", 1]);
});

scene(
  "a download that cannot be stored ends in the synthetic digits, and the notice says why",
  async (s) => {
    await using server = fileServer(packed("tiny"));
    Deno.env.set("AUTOENCODERS_MIRROR", server.url);
    await s.put({ tiny: new Uint8Array(1) });
    const options = { trainCount: 3, testCount: 2 };
    const { source, substitutionNotice } = await s.load(options);
    strictEqual(source, "synthetic");
    match(
      substitutionNotice!,
      /tiny-train-images\.gz could not be downloaded: cannot write ".*": .*; nothing was stored$/m,
    );
    await rejects(s.load({ ...options, substitute: false }), {
      name: "NotFound",
      message: /cannot write/,
    });
    deepStrictEqual(server.requests, []);
  },
);

Deno.test({
  name: "a read-only and a full data folder end in the synthetic digits and the notice",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const files = packed("tiny");
    for (const name of Object.keys(files)) {
      files[name] = new Uint8Array(gzipSync(new Uint8Array(2e5), { level: 0 }));
    }
    await using server = fileServer(files);
    const program = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(
      program,
      `import { loadDataset, registerDataset } from ${JSON.stringify(join(root, "lib/mod.ts"))};
      registerDataset(${JSON.stringify(tinyEntry)});
      const options = { folder: Deno.args[0], trainCount: 2, testCount: 2, warn() {}, onProgress() {} };
      const { source, substitutionNotice } = await loadDataset("tiny", options);
      console.log(source, substitutionNotice, [...Deno.readDirSync(Deno.args[0])].length);`,
    );
    for (
      const [mount, reason] of [["ro", "Read-only file system"], ["size=64k", "No space left"]]
    ) {
      const at = await Deno.makeTempDir();
      const script = `mount -t tmpfs -o ${mount} none ${at} || exit 99
        exec "$0" run -A --no-check -c "$1" "$2" ${at}`;
      const args = ["-Urm", "sh", "-c", script, Deno.execPath(), join(root, "deno.json"), program];
      const env = { AUTOENCODERS_MIRROR: server.url, AUTOENCODERS_DATA: "" };
      const done = await capture("unshare", args, { env });
      await Deno.remove(at);
      if (!done || done.code === 99 || /^unshare/.test(done.stderr)) continue; // not allowed here
      strictEqual(done.code, 0, done.stderr);
      match(done.stdout, /^synthetic NOT THE REAL DATA/m);
      match(done.stdout, new RegExp(`cannot write ".*tiny-train-images.gz": ${reason}`));
    }
    await Deno.remove(program);
  },
});

scene("for the project's own data folder the notice of a failed download has no path", async () => {
  await using server = fileServer(packed("blocked"));
  Deno.env.set("AUTOENCODERS_MIRROR", server.url);
  const blocked = join(dataFolder(), "blocked");
  await Deno.writeTextFile(blocked, "");
  try {
    const options = { trainCount: 3, testCount: 2, warn() {}, onProgress() {} };
    const { substitutionNotice } = await loadDataset("tiny", options);
    match(substitutionNotice!, /cannot write "data.blocked.tiny-train-images\.gz"/);
    ok(!substitutionNotice!.includes(dataFolder()));
  } finally {
    await Deno.remove(blocked);
  }
}, { entry: { ...tinyEntry, folders: ["blocked"] } });
