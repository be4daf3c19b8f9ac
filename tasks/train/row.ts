import type { Evaluation, History } from "@autoencoders";
import { METRICS } from "../../lib/evaluation/mod.ts";
import pl from "nodejs-polars";

/** What a trial gave: the row of its Parquet file. */
export interface TrialRow {
  name: string;
  data: string;
  /** SHA-256 of the images, before any thresholding */
  dataHash: string;
  seed: number;
  latent: number;
  parameters: number;
  /** images trained on */
  trainImages: number;
  /** finished */
  epochs: number;
  ended: History["ended"];
  /** mean training loss of the last epoch */
  loss?: number;
  validationLoss?: number;
  /** on the test images; undefined if the network's outputs are not finite */
  evaluation?: Evaluation;
  testImages: number;
  /** of training, validation included */
  seconds: number;
  /** what decides the last bits: the library for matrix products, threads */
  arithmetic: string;
}

/** The row as a frame of typed columns, the same for every trial. */
export function rowFrame({ evaluation, ...row }: TrialRow): pl.DataFrame {
  const text = (name: "name" | "data" | "dataHash" | "ended" | "arithmetic") =>
    pl.Series(name, [row[name]], pl.Utf8);
  const count = (
    name: "seed" | "latent" | "parameters" | "trainImages" | "epochs" | "testImages",
  ) => pl.Series(name, [row[name]], pl.Int64);
  const number = (name: string, value?: number) =>
    pl.Series(name, [Number.isFinite(value) ? value : null], pl.Float64);
  return pl.DataFrame([
    text("name"),
    count("seed"),
    text("data"),
    count("latent"),
    count("parameters"),
    count("trainImages"),
    count("testImages"),
    count("epochs"),
    text("ended"),
    number("loss", row.loss),
    number("validationLoss", row.validationLoss),
    ...METRICS.map((metric) => number(metric, evaluation?.[metric])),
    pl.Series("deadUnits", [evaluation?.deadUnits ?? null], pl.Int64),
    number("seconds", row.seconds),
    text("arithmetic"),
    text("dataHash"),
  ]);
}
