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

/**
 * Twice the filters of the small network in the layers where they are cheap, but not in the last, where
 * they would enlarge the dense layer.
 */
const network = (latent: number, output: Output) => () =>
  convolutionalSpec({ latent, filters: [32, 64, 32], hidden: 256, output });

const MNIST_PEER = "small convolutional network, PyTorch, 15 epochs";

/**
 * A network for grey images: linear output, squared error.
 *
 * With a linear output the gradient of the squared error does not vanish where an output is far off. On
 * 5,000 held-out images, with a code of 64 and six epochs at a learning rate of 2e-3, the MSE was .0030
 * with a linear output, .0038 with a sigmoid whose first epoch minimised the cross-entropy, and .0044
 * with the cross-entropy throughout. A sigmoid with the squared error from the start can collapse to an
 * all-black output (.114) and stay there.
 *
 * @param mse the goal
 */
function greyRecipe(
  name: string,
  latent: number,
  mse: number,
  { data = mnist, epochs = 20, references = [], pretrained }: Partial<Recipe> & { epochs?: number },
): Recipe {
  return {
    name,
    source: "course",
    data,
    network: network(latent, "linear"),
    training: { ...training, epochs, loss: "mse" },
    references,
    goals: [{ metric: "mse", value: mse }],
    pretrained,
  };
}

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
    references: [],
    goals: [],
    notes: [
      'PyTorch\'s higher error is due to its initial weights: with them (`initializer: "pytorch"`) seeds 1 to 3 ' +
      "had a BCE of 0.0555 ± 0.0021 here (`deno task train`); this library's default is Glorot's",
    ],
  },
  {
    name: "ours-binary-32",
    source: "course",
    data: { ...mnist, binary: true },
    network: network(32, "sigmoid"),
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
  greyRecipe("ours-32", 32, 0.0036, {
    references: [
      { by: "Hinton & Salakhutdinov 2006, code of 30", mse: 0.00383 },
      { by: MNIST_PEER, mse: 0.00386, ssim: 0.971 },
    ],
    pretrained: "int8",
  }),
  greyRecipe("ours-16", 16, 0.0055, { references: [{ by: MNIST_PEER, mse: 0.0057 }] }),
  greyRecipe("ours-64", 64, 0.0028, {
    references: [{ by: MNIST_PEER, mse: 0.0039 }],
    pretrained: "int8",
  }),
  greyRecipe("ours-49", 49, 0.004, {}),
  greyRecipe("ours-emnist-32", 32, 0.0038, {
    data: { name: "emnist-bymerge47" },
    epochs: 30,
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
    pretrained: "int8",
  }),
];
