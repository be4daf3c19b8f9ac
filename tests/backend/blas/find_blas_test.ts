import { deepStrictEqual } from "node:assert/strict";
import { inFolders } from "../../../lib/backend/blas/find_blas.ts";

Deno.test("a library on Windows is looked for in absolute folders only, never in the current one", () => {
  const path = String.raw`C:\OpenBLAS\bin;.;bin;;\bin;C:bin;"D:\a b";\\server\share\ ; e:/x/`;
  deepStrictEqual(inFolders("libopenblas.dll", path), [
    String.raw`C:\OpenBLAS\bin\libopenblas.dll`,
    String.raw`D:\a b\libopenblas.dll`,
    String.raw`\\server\share\libopenblas.dll`,
    String.raw`e:/x\libopenblas.dll`,
  ]);
});
