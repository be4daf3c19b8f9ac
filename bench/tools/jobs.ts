/** What is timed, by name: what it is, and whose tool does the same in Python. */
export const jobs = {
  tsne: { what: "t-SNE of 10,000 codes of 32 numbers", peer: "openTSNE" },
  umap: { what: "UMAP of 10,000 codes of 32 numbers", peer: "umap-learn" },
  pca: { what: "PCA of 60,000 digits, 32 components", peer: "scikit-learn" },
  kmeans: { what: "k-means of 10,000 codes, 10 clusters, 4 starts", peer: "scikit-learn" },
  ssim: { what: "SSIM of 10,000 pairs of digits", peer: "scikit-image" },
  mnist: { what: "loading MNIST, 70,000 digits", peer: "torchvision" },
  model: { what: "opening a saved network of 1.1 million weights", peer: "Keras" },
  figure: {
    what: "a new process, its imports and a figure of ten digits",
    peer: "Keras, Matplotlib",
  },
} as const;

/** The name of a job. */
export type JobName = keyof typeof jobs;

/** The names of all jobs. */
export const jobNames = Object.keys(jobs) as JobName[];

/** What a process says of a job that it has done. */
export interface Timing {
  ms: number;
  /** what was made of the input, to compare: the trustworthiness of a projection, an inertia, a mean … */
  value?: number;
}
