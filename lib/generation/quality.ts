import type { ImageSet } from "../images.ts";
import { frechetDistance } from "../statistics/mod.ts";
import type { Classifier } from "./classifier.ts";

/** How generated images look to a classifier. */
export interface GenerationQuality {
  /** n, the generated images */
  readonly n: number;
  /**
   * squared Fréchet distance of the classifier's features in generated and in real images (the FID's
   * formula, Heusel et al. 2017, with a classifier of our own): 0 for the same distribution
   */
  readonly frechet: number;
  /**
   * e^(mean KL(p(y|x) ‖ p(y))) (the inception score's formula, Salimans et al. 2016): from 1 to the
   * number of classes, reached where each image is of one class and all classes come equally often
   */
  readonly score: number;
  /** the mean probability of each image's likeliest class */
  readonly certainty: number;
  /** the share of each class among the likeliest ones */
  readonly classShares: Float64Array;
}

/**
 * Judges generated images by a classifier trained on real ones.
 *
 * The figures depend on the classifier and on n: they compare generators judged by the same one with
 * as many images, and nothing else. Judge real held-out images too: theirs are the best to be had.
 *
 * @param real images that the generator was not trained on
 * @throws {RangeError} the images are not of the size that the classifier was trained on
 */
export function judgeImages(
  classifier: Classifier,
  generated: ImageSet,
  real: ImageSet,
): GenerationQuality {
  const frechet = frechetDistance(classifier.features(generated), classifier.features(real));
  const k = classifier.classes;
  return { frechet, ...verdict(classifier.probabilities(generated), k) };
}

/** Certainty and evenness of n × k probabilities. */
export function verdict(
  probabilities: Float32Array,
  k: number,
): Omit<GenerationQuality, "frechet"> {
  const n = probabilities.length / k;
  const mean = new Float64Array(k), classShares = new Float64Array(k);
  probabilities.forEach((p, i) => mean[i % k] += p / n);
  let certainty = 0, divergence = 0;
  for (let i = 0; i < n; i++) {
    const row = probabilities.subarray(i * k, (i + 1) * k);
    const highest = Math.max(...row);
    certainty += highest / n;
    classShares[row.indexOf(highest)] += 1 / n;
    row.forEach((p, c) => divergence += p > 0 ? p * Math.log(p / mean[c]) / n : 0);
  }
  return { n, score: Math.exp(divergence), certainty, classShares };
}
