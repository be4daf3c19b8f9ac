import type { DataFile, DatasetEntry } from "./entry.ts";

/** MNIST's file names, which later data sets reuse. */
function mnistFiles(checks: Omit<DataFile, "name">[]): DatasetEntry["files"] {
  return {
    trainImages: { name: "train-images-idx3-ubyte", ...checks[0] },
    trainLabels: { name: "train-labels-idx1-ubyte", ...checks[1] },
    testImages: { name: "t10k-images-idx3-ubyte", ...checks[2] },
    testLabels: { name: "t10k-labels-idx1-ubyte", ...checks[3] },
  };
}

/** MNIST (LeCun, Cortes & Burges 1998). */
export const mnist: DatasetEntry = {
  name: "mnist",
  title: "MNIST: handwritten digits",
  files: mnistFiles([
    { sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db" },
    { sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5" },
    { sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7" },
    { sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2" },
  ]),
  images: { train: 60_000, test: 10_000, height: 28, width: 28 },
  folders: ["mnist", "MNIST/raw", "."],
  classNames: [..."0123456789"],
  firstLabel: 0,
  transposed: false,
  licence: "CC BY-SA 3.0 as commonly stated; Y. LeCun, C. Cortes, C. Burges",
  source: "http://yann.lecun.com/exdb/mnist/",
  mirrors: [
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
  ],
};

/** Fashion-MNIST (Xiao, Rasul & Vollgraf 2017). */
export const fashionMnist: DatasetEntry = {
  ...mnist,
  name: "fashion-mnist",
  title: "Fashion-MNIST: pieces of clothing",
  files: mnistFiles([
    { packedSha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84" },
    { packedSha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845" },
    { packedSha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073" },
    { packedSha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5" },
  ]),
  folders: ["fashion-mnist", "FashionMNIST/raw"],
  classNames: [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
  ],
  licence: "MIT; Zalando SE, Xiao, Rasul & Vollgraf 2017",
  source: "https://github.com/zalandoresearch/fashion-mnist",
  mirrors: [
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  ],
};

/** KMNIST (Clanuwat et al. 2018). */
export const kmnist: DatasetEntry = {
  ...mnist,
  name: "kmnist",
  title: "KMNIST: cursive Japanese characters",
  files: mnistFiles([
    { packedSha256: "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4" },
    { packedSha256: "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17" },
    { packedSha256: "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5" },
    { packedSha256: "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c" },
  ]),
  folders: ["kmnist", "KMNIST/raw"],
  classNames: ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"],
  licence: "CC BY-SA 4.0; Clanuwat et al. 2018, Center for Open Data in the Humanities",
  source: "https://github.com/rois-codh/kmnist",
  mirrors: ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
};
