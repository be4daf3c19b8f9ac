// @ts-nocheck AssemblyScript

/** What ../wasm_coder.ts writes to memory: sizes, then addresses. Its `fields` have the same order. */
@unmanaged
export class Network {
  height: i32;
  width: i32;
  channels: i32;
  blocks: i32;
  taps: i32;
  windowShift: i32; // to the right; to the left if it is negative
  blockBits: i32;
  outputBias: i32;
  limit: i32; // of the table's logits
  offsets: usize; // i32 [K, 2]: the rows and columns from a pixel to those that see it
  window: usize; // i16 [K, C]
  weights: usize; // i16 [L, C / 16, 5 · C / 2, 16, 2]: pairs of channels for sixteen sums
  biases: usize; // i32 [L, C], with half a unit, in units of the sums
  output: usize; // i16 [C]
  table: usize; // u16 [2 · limit + 1]
  blackSums: usize; // i16 [h, w, C]
  sums: usize;
  blackLayers: usize; // i16 [L + 1, cells, C]
  layers: usize;
  touched: usize; // u8 [L + 1, cells]
  blackLogits: usize; // i32 [h, w]
}
