import type { DatasetEntry } from "./entry.ts";

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/** The classes after merging lower-case letters with capitals of the same shape. */
const MERGED = DIGITS + CAPITALS + "abdefghnqrt";

/**
 * EMNIST (Cohen et al. 2017): NIST Special Database 19 in MNIST's format. NIST publishes one zip
 * file of all splits. The mirror has the individual `.gz` files, except those of the ByMerge split;
 * the checksums below are those of its files.
 */
export const emnist: DatasetEntry[] = [
  split("balanced", "131,600 characters, 47 balanced classes", [112_800, 18_800], MERGED, [
    "74295e75e4e9fa2c102147460ee7eb763653d5132d883a84fb88932bfb8d2db4",
    "b46d41e5156a0a8aaaa4d18979fdd1588850fa8571018acffd5d93b325a7d6ed",
    "117fc12b015e37ea98bfb2cbba3f77c3782c056cdbd219b87abfc8661d7135db",
    "a67cac948379b67270b9a4d0a01c8ec661598accf2f2b1964340b7c83cb175cd",
  ]),
  split(
    "byclass",
    "814,255 characters, 62 classes",
    [697_932, 116_323],
    DIGITS + CAPITALS + CAPITALS.toLowerCase(),
    [
      "9e21987f03a6eb8b870187e785883ddad96947299587908f1a7ec2ca0f4be5f0",
      "f7ef403d48dc18a89dae0d83d11ee69cecb6e1c12c3a961d03712e495c02a8fa",
      "5ec835bd5d5b1a66378a132e727fef20fe994b3cc666899befcca5ac766f50cd",
      "501e305eeeacb093b162592d80e8a2632040872360fa6d85cfcb2200d91ca92a",
    ],
  ),
  {
    ...split("bymerge", "814,255 characters, 47 classes", [697_932, 116_323], MERGED, [
      "39bf8c68037dad40db35348895f7e4e056e8c0a005ab78869c9fbc2c96e947be",
      "2c47293b9e62d6abf6ad05fbf67e40baa32adfd380b8d7b44dcc35534b64e1f1",
      "5e5815ec1b522089134435f7c55e75a00960b58414793593ffff23efc0821683",
      "8bda1516255683ba9071e141947ca0c91a911176065cdd6259b0b4d8dc5b5f35",
    ]),
    mirrors: [],
  },
  {
    ...split(
      "letters",
      "145,600 letters, upper and lower case in one class",
      [124_800, 20_800],
      CAPITALS,
      [
        "6288f418a917e007bf5fddb823a2dc7a5c6a35031401b93292a539cb12bd881f",
        "9759af91ea6bccdf07a6040fd085861f2ec88e37f7c3f5760f6feb57106fbe5c",
        "50f0e93d75b99b463e9760b8345866f22587fa2c2fba472730a5ba09c693412d",
        "924955c31fe7fd809b7303b5c0141282955f4b8390c74cdfd5d80435e0f4b4cb",
      ],
    ),
    firstLabel: 1,
  },
  split("digits", "280,000 digits", [240_000, 40_000], DIGITS, [
    "f7c95004d14d81af89522e67d8f0c781dfb3bd544181c81bfe1eb6b41c35b726",
    "6638a6ff5fe2eefd9cca2471995b46c82986b8e4b2a70d2f5ce8e05d7edb319e",
    "20ebe43509264f7639d37c835a3f0b009e90b29e00a099a03101abe1644a3f63",
    "bad1834c45d5988e270b99d43b13edc3fd898f658ffbc2caf2846ef27f7b05b0",
  ]),
  split("mnist", "70,000 digits, with the sizes of MNIST", [60_000, 10_000], DIGITS, [
    "5f9942f441031c0f1f2e4d162059fd6e19ea808b34c328b6d16cab0ed24c78f2",
    "00c6d3c2342fdffb1711e0b5656cac4ce5862d2826399d383a9bac07d612e9f8",
    "b25640fa9e356c618132f5df347c95ef5bae6d9c2596be1de40f7e0ae1c3eac6",
    "bcc5385d38f083dba046f5f756e99b32f5ea7fad122c6243c71c2239873065ca",
  ]),
  {
    ...split(
      "bymerge47",
      "45,678 characters, a subset, not an official split",
      [40_978, 4_700],
      MERGED,
      [],
    ),
    files: {
      trainImages: {
        name: "emnist-bymerge47-train-images-idx3-ubyte",
        sha256: "311f70844e033a475b90985b8614a3c924a4a3e53544f6bfd3dacce8b5170f82",
      },
      trainLabels: {
        name: "emnist-bymerge47-train-labels-idx1-ubyte",
        sha256: "fb352f05a5ab4c398929d5815fd7152882a4e3ad8ed08e34f7069c3cf428b7a7",
      },
      testImages: {
        name: "emnist-bymerge47-test-images-idx3-ubyte",
        sha256: "40374c3a2db089043c9d90540b9985ed1bbf0535d8ee89a23183724af651c759",
      },
      testLabels: {
        name: "emnist-bymerge47-test-labels-idx1-ubyte",
        sha256: "820d783af9fe954eb7bad19beaf745c4be9f7974d4160486c1b465c02b623c72",
      },
    },
    mirrors: [],
    byHand: "This subset of EMNIST is not published; emnist-balanced is the closest split that is.",
  },
];

function split(
  name: string,
  remark: string,
  [train, test]: [train: number, test: number],
  classes: string,
  packedSha256: string[],
): DatasetEntry {
  const file = (part: string, i: number) => ({
    name: `emnist-${name}-${part}-ubyte`,
    packedSha256: packedSha256[i],
  });
  return {
    name: `emnist-${name}`,
    title: `EMNIST ${name}: ${remark}`,
    files: {
      trainImages: file("train-images-idx3", 0),
      trainLabels: file("train-labels-idx1", 1),
      testImages: file("test-images-idx3", 2),
      testLabels: file("test-labels-idx1", 3),
    },
    images: { train, test, height: 28, width: 28 },
    folders: ["emnist", "emnist/gzip", "EMNIST/raw", "."],
    classNames: [...classes],
    firstLabel: 0,
    transposed: true,
    licence: "public domain (NIST Special Database 19); Cohen, Afshar, Tapson & van Schaik 2017",
    source: "https://www.nist.gov/itl/products-and-services/emnist-dataset",
    mirrors: [
      "https://github.com/aurelienduarte/emnist/raw/845f29ee8fb6be30e60b115f638f0eab08bfe469/gzip/",
    ],
    byHand:
      "NIST publishes all splits in one file, https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip: " +
      "unpack it and take the files from its folder gzip.",
  };
}
