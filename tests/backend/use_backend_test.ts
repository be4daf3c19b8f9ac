import { deepStrictEqual, match, ok, rejects, strictEqual, throws } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { readSwitch } from "../../lib/backend/host.ts";
import { type BackendInfo, useBackend } from "../../lib/backend/mod.ts";

Deno.test("useBackend() selects the backend that it names, and may be called again", async () => {
  const first = await useBackend(), tensor = tf.add(tf.ones([3]), 1);
  deepStrictEqual(await useBackend(), first);
  strictEqual(tf.getBackend(), first.name);
  deepStrictEqual([...tensor.dataSync()], [2, 2, 2]);
  tensor.dispose();
});

Deno.test("without a graphics processor webgpu gives way to the processor's backend, and says why", async () => {
  const { name, note } = await useBackend({ prefer: "webgpu", threads: 1 });
  match(name, /^native-/);
  match(
    note!,
    /^WebGPU (is not available: (there is no navigator\.gpu|it has no adapter)|has a software adapter)/,
  );
});

Deno.test("tensors follow when another backend is selected", async () => {
  await useBackend({ prefer: "wasm", threads: 1 });
  const x = tf.mul(tf.tensor1d([1, 2]), 3);
  const { name, gemm } = await useBackend({ prefer: "cpu" });
  deepStrictEqual([name, gemm], ["cpu", "none"]);
  const y = tf.add(x, 1);
  deepStrictEqual([...y.dataSync()], [4, 7]);
  await useBackend({ prefer: "wasm", threads: 1 });
  deepStrictEqual([...tf.add(y, x).dataSync()], [7, 13]);
  tf.dispose([x, y]);
});

Deno.test("a backend whose threads ended gives the same bits, with tensors that stayed in it", async () => {
  const { name } = await useBackend({ prefer: "wasm", threads: 3 });
  const x = tf.randomNormal([300, 700], 0, 1, "float32", 1), total = () => tf.sum(x).dataSync()[0];
  const before = total();
  await useBackend({ prefer: "cpu" }); // ends the threads; x stays
  await tf.setBackend(name);
  strictEqual(total(), before, "before other threads have started");
  await useBackend({ prefer: "wasm", threads: 3 });
  strictEqual(total(), before);
  x.dispose();
});

Deno.test("a backend without tensors can be selected again, by its name too, or removed", async () => {
  const { name } = await useBackend({ prefer: "wasm", threads: 4 });
  await useBackend({ prefer: "wasm", threads: 1 });
  strictEqual(await tf.setBackend(name), true);
  deepStrictEqual([...tf.add(tf.ones([2]), 1).dataSync()], [2, 2]);
  tf.removeBackend(name);
  strictEqual(tf.findBackend(name), null);
  strictEqual((await useBackend({ prefer: "wasm", threads: 4 })).name, name);
  deepStrictEqual([...tf.add(tf.ones([2]), 1).dataSync()], [2, 2]);
});

Deno.test({
  name: "a dozen backends, one after the other, leave the threads and the memory of one",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const script = `
      import * as tf from "@tensorflow/tfjs";
      import { useBackend } from "@autoencoders/backend";
      const measured = { threads: [], megabytes: [] };
      const x = tf.randomNormal([500, 500]);
      for (let round = 0; round < 4; round++) {
        for (const threads of [4, 3, 2]) {
          const { name } = await useBackend({ prefer: "wasm", threads });
          tf.tidy(() => tf.matMul(x, x).dataSync());
          // Half of them are let go by useBackend, half by hand, in which case x must move first.
          if (round % 2) continue;
          await useBackend({ prefer: "cpu" });
          tf.tidy(() => tf.add(x, 1));
          tf.removeBackend(name);
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
        globalThis.gc();
        measured.threads.push([...Deno.readDirSync("/proc/self/task")].length);
        measured.megabytes.push(Deno.memoryUsage().rss / 1e6);
      }
      console.log(JSON.stringify(measured));`;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--v8-flags=--expose-gc", script],
      cwd: new URL("../../", import.meta.url),
      stderr: "inherit",
    }).output();
    const { threads, megabytes } = JSON.parse(new TextDecoder().decode(stdout));
    ok(Math.max(...threads) <= threads[0] + 2, `threads: ${threads}`);
    ok(megabytes[3] < megabytes[0] + 100, `MB: ${megabytes}`);
  },
});

Deno.test("useBackend() rejects an unknown backend and a wrong number of threads, with the value", async () => {
  await rejects(useBackend({ prefer: "gpu" as "cpu" }), { name: "RangeError", message: /"gpu"/ });
  for (const threads of [0, 1.5, 65, NaN]) {
    await rejects(useBackend({ threads }), {
      name: "RangeError",
      message: new RegExp(`${threads}`),
    });
  }
});

/** The result of useBackend() in a new process with these permissions and variables. */
async function chosen(permissions: string[], env: Record<string, string>): Promise<BackendInfo> {
  const script = new URL("./print_backend.ts", import.meta.url);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...permissions, script.href],
    env,
  }).output();
  const output = new TextDecoder().decode(stdout).trim();
  ok(output, new TextDecoder().decode(stderr));
  return JSON.parse(output);
}

Deno.test("without FFI permission kernels.wasm computes the products, and one line says why", async () => {
  const { gemm, note } = await chosen(["--allow-read", "--allow-env", "--allow-sys"], {});
  strictEqual(gemm, "wasm");
  match(note!, /--allow-ffi/);
});

Deno.test("useBackend() needs no permission but to read", async () => {
  const { gemm } = await chosen(["--allow-read"], {});
  strictEqual(gemm, "wasm");
});

Deno.test("a library that cannot be loaded, or has no matrix product, is skipped and named", async () => {
  const missing = await chosen(["-A"], { AUTOENCODERS_BLAS: "/nowhere/libblas.so" });
  strictEqual(missing.gemm, "wasm");
  match(missing.note!, /AUTOENCODERS_BLAS must be .*, got "\/nowhere\/libblas\.so"/);
  ok(!missing.note!.includes("\n"));
  if (Deno.build.os !== "linux") return;
  const unsuitable = await chosen(["-A"], { AUTOENCODERS_BLAS: "libm.so.6" });
  strictEqual(unsuitable.gemm, "wasm");
  match(unsuitable.note!, /libm\.so\.6/);
});

Deno.test("OpenBLAS with other kernels than AUTOENCODERS_CORETYPE names says so", async () => {
  const { gemm, note, simd } = await chosen(["-A"], { AUTOENCODERS_CORETYPE: "abc" });
  if (gemm !== "openblas") return;
  ok(note?.endsWith(`got "abc": it uses ${simd}`), `${note}`);
  const same = await chosen(["-A"], { AUTOENCODERS_CORETYPE: simd.toLowerCase() });
  deepStrictEqual([same.simd, same.note], [simd, undefined]);
});

Deno.test("environment variables give the defaults", async () => {
  const env = { AUTOENCODERS_BACKEND: "wasm", AUTOENCODERS_THREADS: "1" };
  const { gemm, threads, note } = await chosen(["-A"], env);
  deepStrictEqual([gemm, threads, note], ["wasm", 1, undefined]);
});

Deno.test("two calls of useBackend() at once give the same backend", async () => {
  const [a, b] = await Promise.all([1, 2].map(() => useBackend({ prefer: "wasm", threads: 3 })));
  strictEqual(a.name, b.name);
  strictEqual(tf.getBackend(), a.name);
});

/** Values of environment variables that are not valid, and the error. */
const invalid: [string, string[], string][] = [
  [
    "AUTOENCODERS_THREADS",
    ["abc", "0", "65", "1.5", "-1", "0x4", "1e1", "2 threads", " "],
    "must be an integer in 1–64",
  ],
  [
    "AUTOENCODERS_BACKEND",
    ["gpu", "CPU", " cpu", "native"],
    "must be one of auto, openblas, accelerate, wasm, cpu, webgpu",
  ],
];
for (const [name, values, expected] of invalid) {
  Deno.test(`a ${name} that is not valid is refused with name, value and what was expected`, async () => {
    const before = Deno.env.get(name);
    try {
      for (const value of values) {
        Deno.env.set(name, value);
        await rejects(useBackend(), {
          name: "RangeError",
          message: `${name} ${expected}, got "${value}"`,
        });
      }
    } finally {
      if (before === undefined) Deno.env.delete(name);
      else Deno.env.set(name, before);
    }
  });
}

Deno.test("readSwitch() takes 1 and 0 and refuses any other value", () => {
  const name = "AUTOENCODERS_TEST_SWITCH";
  try {
    for (const otherwise of [true, false]) strictEqual(readSwitch(name, otherwise), otherwise);
    Deno.env.set(name, "0");
    strictEqual(readSwitch(name, true), false);
    Deno.env.set(name, "no");
    throws(() => readSwitch(name, true), /^RangeError: \w+ must be 0 or 1, got "no"$/);
  } finally {
    Deno.env.delete(name);
  }
});
