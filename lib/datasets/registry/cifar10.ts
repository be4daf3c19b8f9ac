/** A data set of colour images in CIFAR's binary format: one archive of several files. */
export interface CifarEntry {
  name: string;
  title: string;
  /** the published file, and the SHA-256 of its bytes */
  archive: { name: string; sha256: string; bytes: number };
  /** its folder in a data folder; downloads go there */
  folder: string;
  /** the folder in the archive, and its files */
  inside: { folder: string; train: string[]; test: string[] };
  /** images in each file, of 32 × 32 RGB pixels */
  imagesPerFile: number;
  classNames: string[];
  licence: string;
  /** the page that describes it */
  source: string;
  /** URLs of folders with the archive */
  mirrors: string[];
}

/** CIFAR-10 (Krizhevsky 2009), binary version. */
export const cifar10: CifarEntry = {
  name: "cifar-10",
  title: "CIFAR-10: small colour photographs of animals and vehicles",
  archive: {
    name: "cifar-10-binary.tar.gz",
    sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    bytes: 170_052_171,
  },
  folder: "cifar-10",
  inside: {
    folder: "cifar-10-batches-bin",
    train: [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`),
    test: ["test_batch.bin"],
  },
  imagesPerFile: 10_000,
  classNames: [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
  ],
  licence: "none stated; A. Krizhevsky, V. Nair & G. Hinton, University of Toronto",
  source: "https://www.cs.toronto.edu/~kriz/cifar.html",
  mirrors: ["https://www.cs.toronto.edu/~kriz/"],
};
