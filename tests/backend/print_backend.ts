// Says what useBackend() chooses here, after a product has been computed with it.
import { deepStrictEqual } from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../lib/backend/mod.ts";

const info = await useBackend();
deepStrictEqual([...tf.matMul(tf.fill([2, 3], 2), tf.ones([3, 2])).dataSync()], [6, 6, 6, 6]);
console.log(JSON.stringify(info));
