import { rejects } from "node:assert/strict";
import { restoreLesson } from "@autoencoders/course";

Deno.test("restoreLesson() asks for a lesson where none is open, and names those that there are", async () => {
  await rejects(restoreLesson(), { name: "RangeError", message: /needs the number of a lesson/ });
  await rejects(restoreLesson("77"), /There is no notebook 77; there are 00_start_here, 01_/);
});
