import { codesFrom } from "../../codes.ts";
import { decodeCodes, encodeImages, unitStatistics } from "../../evaluation/mod.ts";
import type { ImageSet } from "../../images.ts";
import type { Autoencoder } from "../../models/mod.ts";
import { barRange, type Plane, principalPlane } from "../playground/plane.ts";
import { type Step, stepsOf } from "../playground/steps.ts";
import type { View } from "./protocol.ts";

/** Held-out images whose reconstructions are shown. */
export const RECONSTRUCTIONS = 12;

/** The network as it is now; `before` keeps the map from turning over. */
export function viewOf(
  model: Autoencoder,
  heldOut: ImageSet,
  steps: number,
  before?: Plane,
): View {
  const codes = encodeImages(model, heldOut), { values, dimensions: k } = codes;
  const shown = codesFrom(values.slice(0, RECONSTRUCTIONS * k), k);
  const [low, high] = barRange(codes);
  const { deviation, dead } = unitStatistics(codes);
  return {
    steps,
    encoder: stepsOf(model.encoder).map(ownArrays),
    decoder: stepsOf(model.decoder).map(ownArrays),
    reconstructions: Uint8Array.from(decodeCodes(model, shown).pixels),
    plane: principalPlane(codes, before),
    units: { low, high, dead, deviations: [...deviation] },
  };
}

/** A step whose arrays can be transferred: they share no memory with the network. */
function ownArrays(step: Step): Step {
  return { ...step, kernel: step.kernel?.slice(), bias: step.bias?.slice() };
}

/** The memory of a view, which moves to the page with it. */
export function buffersOf({ encoder, decoder, reconstructions, plane }: View): ArrayBuffer[] {
  const arrays = [...encoder, ...decoder].flatMap(({ kernel, bias }) => [kernel, bias]);
  return [...arrays, reconstructions, plane.mean, plane.axes, plane.points]
    .flatMap((array) => array ? [array.buffer as ArrayBuffer] : []);
}
