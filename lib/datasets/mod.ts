export type { Dataset, LoadOptions } from "./dataset.ts";
export { type FolderImages, type FolderOptions, loadFolder } from "./folder.ts";
export { loadLocalDataset } from "./load_local.ts";
export { type IdxArray, type IdxData, readIdx, writeIdx } from "./formats/idx.ts";
export { dataFolder, loadDataset } from "./load.ts";
export type { DownloadProgress, OnProgress } from "./download/progress.ts";
export { type DataFile, type DatasetEntry, registry } from "./registry/registry.ts";
export { type StrokeOptions, strokes } from "./synthetic/strokes.ts";
