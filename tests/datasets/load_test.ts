import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { binarize, loadDataset } from "@autoencoders";

const real = Deno.env.get("AUTOENCODERS_DATA");

Deno.test({
  name: "loadDataset() finds MNIST in a folder",
  ignore: real === undefined,
  async fn() {
    const { train, test, source, classNames } = await loadDataset("mnist");
    deepStrictEqual([train.count, test.count, train.height, train.width], [60000, 10000, 28, 28]);
    deepStrictEqual([...train.labels!.subarray(0, 5)], [5, 0, 4, 1, 9]);
    strictEqual(source, "folder");
    strictEqual(classNames.length, 10);
    strictEqual(binarize(train).maximum, 1);
  },
});

Deno.test("loadDataset() refuses a name it does not know and lists those it does", () =>
  rejects(loadDataset("nmist"), { name: "RangeError", message: /"nmist"; there are mnist/ }));
