// The native backend: `deno run -A bench/engines/ours.ts blas` or `wasm`.
import { oursTrainer } from "./ours_trainer.ts";
import { serve } from "./serve.ts";

const product = Deno.args[0];
if (product !== "blas" && product !== "wasm") {
  throw new RangeError(`the product must be blas or wasm, got ${product}`);
}
await serve((request) => oursTrainer(request, product));
