/** One file of a data set. */
export interface DataFile {
  /** its name without `.gz` */
  name: string;
  /** sha256 of the bytes that are left when it is unpacked, where it is known */
  sha256?: string;
}

/** A data set that {@linkcode loadDataset} can find: four IDX files and what is known of them. */
export interface DatasetEntry {
  name: string;
  title: string;
  files: {
    trainImages: DataFile;
    trainLabels: DataFile;
    testImages: DataFile;
    testLabels: DataFile;
  };
  /** folders inside a data folder in which its files may lie; "." where their names tell them apart */
  folders: string[];
  classNames: string[];
  /** the label of the first class in the files: 1 for EMNIST's letters, else 0 */
  firstLabel: number;
  /** stored column by column, as NIST distributes them; turned upright on loading */
  transposed: boolean;
  licence: string;
  source: string;
  /** addresses of folders that hold the files as `.gz` */
  mirrors: string[];
}

const DIGITS = [..."0123456789"];

/** The data sets that can be loaded by name. */
export const registry: DatasetEntry[] = [
  {
    name: "mnist",
    title: "MNIST: handwritten digits",
    files: {
      trainImages: {
        name: "train-images-idx3-ubyte",
        sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      },
      trainLabels: {
        name: "train-labels-idx1-ubyte",
        sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      },
      testImages: {
        name: "t10k-images-idx3-ubyte",
        sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      },
      testLabels: {
        name: "t10k-labels-idx1-ubyte",
        sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
      },
    },
    folders: ["mnist", "MNIST/raw", "."],
    classNames: DIGITS,
    firstLabel: 0,
    transposed: false,
    licence: "CC BY-SA 3.0 as commonly stated (Y. LeCun, C. Cortes, C. Burges)",
    source: "http://yann.lecun.com/exdb/mnist/",
    mirrors: [
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
  },
];

/** @throws {RangeError} no data set has that name; the message lists those there are */
export function findEntry(name: string): DatasetEntry {
  const entry = registry.find((entry) => entry.name === name);
  if (entry) return entry;
  const names = [...registry.map(({ name }) => name), "strokes"].join(", ");
  throw new RangeError(`no data set is called ${JSON.stringify(name)}; there are ${names}`);
}
