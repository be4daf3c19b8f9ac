import type { AutoencoderSpec } from "../spec/spec.ts";
import { denseSpec } from "./dense.ts";
import { emnistSpec } from "./emnist.ts";
import { pooledSpec } from "./pooled.ts";
import { stridedSpec } from "./strided.ts";

/** The published networks by name, and the first with a linear code. */
export const presets = {
  /** 784-512-256-128-32 with a ReLU code, for binary MNIST */
  "dense-32": () =>
    denseSpec({ widths: [512, 256, 128], latent: 32, latentActivation: "relu", name: "dense-32" }),
  /** 784-32-784 with a ReLU code, for grey MNIST */
  "plain-32": () =>
    denseSpec({ widths: [], latent: 32, latentActivation: "relu", name: "plain-32" }),
  /** convolutions and pooling to a code of 7×7×1, tanh output */
  "pooled-49": () => pooledSpec({ name: "pooled-49" }),
  /** convolutions of stride 2 and a global average to 64 numbers, initialised as in PyTorch */
  "strided-64": () => stridedSpec({ initializer: "pytorch", name: "strided-64" }),
  /** four EMNIST networks, numbered by the decoder layer of stride 2 */
  "emnist-1st": () => emnistSpec({ stridedLayer: 1, name: "emnist-1st" }),
  "emnist-2nd": () => emnistSpec({ stridedLayer: 2, name: "emnist-2nd" }),
  "emnist-3rd": () => emnistSpec({ stridedLayer: 3, name: "emnist-3rd" }),
  "emnist-4th": () => emnistSpec({ stridedLayer: 4, name: "emnist-4th" }),
  /** dense-32 with a linear code, so that no unit dies */
  "dense-linear-32": () =>
    denseSpec({ widths: [512, 256, 128], latent: 32, name: "dense-linear-32" }),
} satisfies Record<string, () => AutoencoderSpec>;
