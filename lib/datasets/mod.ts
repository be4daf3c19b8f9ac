export { type IdxArray, type IdxData, readIdx, writeIdx } from "./idx.ts";
export { type Dataset, loadDataset, type LoadOptions } from "./load.ts";
export { type DataFile, type DatasetEntry, registry } from "./registry.ts";
