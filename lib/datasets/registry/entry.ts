/** One file of a data set. */
export interface DataFile {
  /** its name without `.gz` */
  name: string;
  /** SHA-256 of the unpacked bytes, where it is known: checked whenever the file is read */
  sha256?: string;
  /** SHA-256 of the published `.gz`, where it is known: checked after a download */
  packedSha256?: string;
}

/** What {@linkcode loadDataset} needs to know about a data set: its four IDX files and their origin. */
export interface DatasetEntry {
  name: string;
  title: string;
  files: {
    trainImages: DataFile;
    trainLabels: DataFile;
    testImages: DataFile;
    testLabels: DataFile;
  };
  /** the folders to look in, relative to a data folder; downloads go to the first */
  folders: string[];
  /** what each label stands for */
  classNames: string[];
  /** the label of the first class in the files: 1 for EMNIST Letters, else 0 */
  firstLabel: number;
  /** whether images are stored column by column, as NIST does; they are transposed on loading */
  transposed: boolean;
  licence: string;
  /** the page that describes it */
  source: string;
  /** base URLs of the `.gz` files; empty if it must be downloaded by hand */
  mirrors: string[];
  /** how to get it by hand, if that takes more than downloading its files */
  byHand?: string;
}

/** One of a data set's four files. */
export type Part = keyof DatasetEntry["files"];
