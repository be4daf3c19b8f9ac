import type { Activation, LayerSpec } from "./spec.ts";

/** What may come between a layer and the next, the same for every layer of a network. */
export interface BlockOptions {
  /** of the layers between image and code */
  activation?: Activation;
  /** whether each of these layers is normalised over the batch before its activation */
  batchNormalization?: boolean;
  /** the share of their outputs that is dropped while training; 0 unless told */
  dropout?: number;
}

type Weighted = Extract<LayerSpec, { type: "dense" | "convolution" | "transposedConvolution" }>;

/** Makes of a layer the layer, its normalisation, its activation and its dropout. */
export function block(
  layer: Weighted,
  { activation = "relu", batchNormalization, dropout }: BlockOptions,
): LayerSpec[] {
  const activated: LayerSpec[] = batchNormalization
    ? [layer, { type: "batchNormalization" }, { type: "activation", activation }]
    : [{ ...layer, activation }];
  return dropout === undefined || dropout === 0
    ? activated
    : [...activated, { type: "dropout", rate: dropout }];
}
