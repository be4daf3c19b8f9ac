import { convolutionalSpec, type Output, presets } from "../../models/mod.ts";
import type { FitOptions } from "../../training/mod.ts";
import type { Recipe } from "./recipe.ts";

const mnist = { name: "mnist" };

/**
 * How the convolutional networks are trained. On 5,000 held-out images, twice the learning rate was
 * no worse and half of it was slower.
 */
const training = {
  batchSize: 128,
  learningRate: 4e-3,
  optimizer: { kind: "adamw", weightDecay: 1e-4 },
  schedule: { kind: "cosine", warmUpEpochs: 1 },
} as const satisfies Partial<FitOptions>;

/** The same for grey images, whose networks have a linear output: see {@linkcode grey}. */
const squared = { ...training, loss: "mse" } as const;

/**
 * Twice the filters of the small network in the layers where they are cheap, but not in the last, where
 * they would enlarge the dense layer.
 */
const network = (latent: number, name: string, output: Output = "sigmoid") => () =>
  convolutionalSpec({ latent, filters: [32, 64, 32], hidden: 256, name, output });

/**
 * With a linear output the gradient of the squared error does not vanish where an output is far off. On
 * 5,000 held-out images, with a code of 64 and six epochs at a learning rate of 2e-3, the MSE was .0030
 * with a linear output, .0038 with a sigmoid whose first epoch minimised the cross-entropy, and .0044
 * with the cross-entropy throughout. A sigmoid with the squared error from the start can collapse to an
 * all-black output (.114) and stay there.
 */
const grey = (latent: number, name: string) => network(latent, name, "linear");

/** Networks of this course, with the code sizes of the published ones. */
export const courseRecipes: readonly Recipe[] = [
  {
    name: "dense-linear-32",
    source: "course",
    data: { ...mnist, binary: true },
    network: presets["dense-linear-32"],
    training: {
      epochs: 50,
      batchSize: 256,
      loss: "bce",
      learningRate: 1e-3,
      schedule: "cosine",
    },
    references: [{ by: "PyTorch, same data", bce: 0.0376, mse: 0.0108, pixelAccuracy: 0.9854 }],
    goals: [],
  },
  {
    name: "ours-binary-32",
    source: "course",
    data: { ...mnist, binary: true },
    network: network(32, "ours-binary-32"),
    training: { ...training, epochs: 25, loss: "bce" },
    references: [
      { by: "published dense network", bce: 0.0481, mse: 0.014 },
      {
        by: "small convolutional network, PyTorch, 12 epochs",
        bce: 0.0317,
        mse: 0.0092,
        pixelAccuracy: 0.9875,
      },
    ],
    goals: [
      { metric: "bce", value: 0.03 },
      { metric: "mse", value: 0.0088 },
      { metric: "pixelAccuracy", value: 0.988 },
    ],
    pretrained: "int8",
  },
  {
    name: "ours-32",
    source: "course",
    data: mnist,
    network: grey(32, "ours-32"),
    training: { ...squared, epochs: 20 },
    references: [
      { by: "Hinton & Salakhutdinov 2006, code of 30", mse: 0.00383 },
      { by: "small convolutional network, PyTorch, 15 epochs", mse: 0.00386, ssim: 0.971 },
    ],
    goals: [{ metric: "mse", value: 0.0036 }],
    pretrained: "int8",
  },
  {
    name: "ours-16",
    source: "course",
    data: mnist,
    network: grey(16, "ours-16"),
    training: { ...squared, epochs: 20 },
    references: [{ by: "small convolutional network, PyTorch, 15 epochs", mse: 0.0057 }],
    goals: [{ metric: "mse", value: 0.0055 }],
  },
  {
    name: "ours-64",
    source: "course",
    data: mnist,
    network: grey(64, "ours-64"),
    training: { ...squared, epochs: 20 },
    references: [{ by: "small convolutional network, PyTorch, 15 epochs", mse: 0.0039 }],
    goals: [{ metric: "mse", value: 0.0028 }],
    pretrained: "int8",
  },
  {
    name: "ours-49",
    source: "course",
    data: mnist,
    network: grey(49, "ours-49"),
    training: { ...squared, epochs: 20 },
    references: [],
    goals: [{ metric: "mse", value: 0.004 }],
  },
  {
    name: "ours-emnist-32",
    source: "course",
    data: { name: "emnist-bymerge47" },
    network: grey(32, "ours-emnist-32"),
    training: { ...squared, epochs: 30 },
    references: [
      {
        by: "published weights, 2.75 × as many training images",
        mse: 0.00378,
        psnr: 25.1,
        ssim: 0.975,
      },
      {
        by: "emnist-1st with a linear code, Keras, 3 epochs",
        mse: 0.0047,
        psnr: 24.2,
        ssim: 0.969,
      },
    ],
    goals: [{ metric: "mse", value: 0.0038 }],
    pretrained: "int8",
  },
];
