import { ok, strictEqual, throws } from "node:assert/strict";
import { eigensystem, useBackend } from "../../../lib/backend/mod.ts";
import { Random } from "../../../lib/random.ts";
import { close } from "../../helpers/close.ts";

Deno.test("eigenvectors are unit vectors at right angles, which the matrix stretches by the eigenvalues", async () => {
  const { library } = await useBackend();
  const random = new Random(1), n = 120, symmetric = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) symmetric[i * n + j] = symmetric[j * n + i] = random.normal();
  }
  const given = symmetric.slice(), found = eigensystem(symmetric, n);
  if (library?.includes("scipy_openblas")) ok(found, "the wheel has LAPACKE");
  if (!found) return;
  const { values, vectors } = found;
  close(symmetric, given, 0);
  ok(values.every((value, i) => i === 0 || value >= values[i - 1]), "ascending");
  const rows = Array.from({ length: n }, (_, i) => vectors.subarray(i * n, (i + 1) * n));
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  for (let a = 0; a < n; a++) {
    const image = rows.map((_, i) => dot(symmetric.subarray(i * n, (i + 1) * n), rows[a]));
    close(image, rows[a].map((x) => values[a] * x), 1e-10);
    for (let b = 0; b <= a; b++) close([dot(rows[a], rows[b])], [a === b ? 1 : 0], 1e-10);
  }
});

Deno.test("a backend without LAPACK has no eigensystem", async () => {
  await useBackend({ prefer: "wasm" });
  strictEqual(eigensystem(Float64Array.of(2, 1, 1, 2), 2), undefined);
  await useBackend();
});

Deno.test("eigensystem() rejects a matrix of another size", () => {
  throws(() => eigensystem(new Float64Array(5), 2), /^RangeError: .*2.*got 5$/);
  throws(() => eigensystem(new Float64Array(4), 1.5), /^RangeError: .*1\.5.*$/);
});
