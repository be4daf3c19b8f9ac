import { sayOnce } from "../progress/mod.ts";

/** A model by its name and identity. */
interface Named {
  readonly name: string;
}

/** The training of a model: from its beginning to its disposal. */
export class Training implements Disposable {
  readonly #model: Named;
  /** calls of the user's functions in progress */
  #calls = 0;

  /** @throws {Error} the model is being trained already */
  constructor(model: Named) {
    requireNotInTraining(model);
    this.#model = model;
    running.set(model, this);
  }

  /** Whether the run waits for one of the user's functions, which may well look at the model. */
  get isCalling(): boolean {
    return this.#calls > 0;
  }

  /** Calls one of the user's functions. */
  call<T>(made: () => T): T {
    this.#calls++;
    let result: T | undefined;
    try {
      return result = made();
    } finally {
      const ended = () => void this.#calls--;
      if (result instanceof Promise) result.then(ended, ended);
      else ended();
    }
  }

  [Symbol.dispose](): void {
    running.delete(this.#model);
  }
}

const running = new Map<Named, Training>();

/** @throws {Error} the model is being trained */
export function requireNotInTraining(model: Named): void {
  if (!running.has(model)) return;
  throw new Error(
    `the model ${model.name} is being trained by another fit(); wait for that one first: await fit(…)`,
  );
}

/** Says so once if the model is used from outside its training while that goes on. */
export function sayIfInTraining(model: Named): void {
  const training = running.get(model);
  if (!training || training.isCalling) return;
  sayOnce(
    `the model ${model.name} is used while fit() trains it: its weights are those of an unfinished ` +
      "run. Is an await missing before fit()?",
  );
}
