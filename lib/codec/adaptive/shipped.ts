/**
 * The model of the library for files of kind "primed": what grey digits of MNIST look like. `deno task
 * codec:train --recipe grey` made it.
 */
export function shippedGreyModel(): Uint8Array {
  return Deno.readFileSync(new URL("../learned/models/mnist-grey.aeg", import.meta.url));
}
