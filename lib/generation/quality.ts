import { type ImageSet, requireImages } from "../images.ts";
import { frechetDistance } from "../statistics/mod.ts";
import type { Classifier } from "./classifier.ts";
import { requireMember } from "../require.ts";

/** How a classifier rates generated images. */
export interface GenerationQuality {
  /** number of generated images */
  readonly n: number;
  /**
   * squared Fréchet distance between the classifier's features of generated and of real images: the
   * formula of the FID (Heusel et al. 2017) with another classifier; 0 for equal distributions
   */
  readonly frechet: number;
  /**
   * e^(mean KL(p(y|x) ‖ p(y))), the formula of the inception score (Salimans et al. 2016): 1 to the
   * number of classes, reached if every image certainly belongs to one class and all classes are
   * equally frequent
   */
  readonly score: number;
  /** mean probability of the most likely class of each image */
  readonly certainty: number;
}

/**
 * Rates generated images by a classifier trained on real ones.
 *
 * The results depend on the classifier and on n: compare generators only by the same classifier and
 * number of images. Rate held-out real images as well, as the upper bound.
 *
 * @param real images that the generator was not trained on
 * @throws {RangeError} the size of the images differs from that of the classifier's training images
 */
export function judgeImages(
  classifier: Classifier,
  generated: ImageSet,
  real: ImageSet,
): GenerationQuality {
  requireMember("classifier", classifier, "featureCount", "fitClassifier()");
  requireImages(generated, "generated");
  requireImages(real, "real");
  const frechet = frechetDistance(classifier.features(generated), classifier.features(real));
  const probabilities = classifier.probabilities(generated);
  return { frechet, ...predictionQuality(probabilities, classifier.classes) };
}

/** Score and certainty of n × k probabilities. */
export function predictionQuality(
  probabilities: Float32Array,
  k: number,
): Omit<GenerationQuality, "frechet"> {
  const n = probabilities.length / k;
  const mean = new Float64Array(k);
  probabilities.forEach((p, i) => mean[i % k] += p / n);
  let certainty = 0, divergence = 0;
  for (let i = 0; i < n; i++) {
    const row = probabilities.subarray(i * k, (i + 1) * k);
    certainty += Math.max(...row) / n;
    row.forEach((p, c) => divergence += p > 0 ? p * Math.log(p / mean[c]) / n : 0);
  }
  return { n, score: Math.exp(divergence), certainty };
}
