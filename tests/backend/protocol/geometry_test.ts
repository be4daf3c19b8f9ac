import { deepStrictEqual } from "node:assert/strict";
import { placementLayout } from "../../../lib/backend/ops/convolution/window_jobs.ts";
import { phaseLayout } from "../../../lib/backend/ops/convolution/one_channel_jobs.ts";
import { windowLayout } from "../../../lib/backend/ops/convolution/windows.ts";
import { tileLayout } from "../../../lib/backend/ops/convolution/winograd_jobs.ts";
import { mappingLayout } from "../../../lib/backend/ops/resize/jobs.ts";

Deno.test("the geometries that jobs write have the fields that kernels read, in the same order", async () => {
  const source = new URL("../../../lib/backend/assembly/geometry.ts", import.meta.url);
  const classes = (await Deno.readTextFile(source)).matchAll(/^export class (\w+) \{([^}]*)\}/gm);
  const fields = Object.fromEntries(
    [...classes].map(([, name, body]) => [name, [...body.matchAll(/\w+(?=:)/g)].map(String)]),
  );
  deepStrictEqual(fields, {
    Windows: windowLayout.names,
    Placement: placementLayout.names,
    Phase: phaseLayout.names,
    Tiles: tileLayout.names,
    Mapping: mappingLayout.names,
  });
});
