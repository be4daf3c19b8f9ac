import { ok, strictEqual } from "node:assert/strict";
import { modelFigure } from "../../lib/figures/model.ts";
import { tiny } from "../helpers/tiny_models.ts";

Deno.test("a model's figure has a row for each layer, its parameter count and one code", () => {
  const model = tiny();
  const { "text/html": html, "text/plain": text } = modelFigure(model);
  const rows = html!.split("<tbody>")[1].split("<tr").slice(1);
  strictEqual(rows.length, 1 + model.layers().length);
  strictEqual(rows.filter((row) => row.includes(">code<")).length, 1);
  ok(text.startsWith(`${model.name}: ${model.countParams().toLocaleString("en")} parameters`));
  model.dispose();
});
