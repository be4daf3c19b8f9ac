import { type Network, parameterCount } from "./networks.ts";
import type { Row } from "./report/rows.ts";

// All engines start from the same weights. The first loss is the mean over a batch of the same
// images; in ours it is another batch, as fit() shuffles. PyTorch pads strided convolutions
// differently.
const FIRST_LOSS_TOLERANCE = 0.02;
// After ten steps of Adam, in which the loss falls steeply, two batches of 256 differ by up to 9 %.
const LATER_LOSS_TOLERANCE = 0.15;

/**
 * Signs that two engines did not train the same network; empty if there are none.
 *
 * @param networks by their names
 */
export function disagreements(
  rows: readonly Row[],
  networks: Readonly<Record<string, Network>>,
): string[] {
  const found: string[] = [];
  for (const row of rows) {
    const parameters = parameterCount(networks[row.network]);
    if (row.parameters !== parameters) {
      found.push(`${label(row)} has ${row.parameters} parameters, expected ${parameters}`);
    }
    const reference = rows.find(({ network }) => network === row.network)!;
    const steps = Math.min(row.firstLosses.length, reference.firstLosses.length);
    for (const [at, tolerance] of [[1, FIRST_LOSS_TOLERANCE], [steps, LATER_LOSS_TOLERANCE]]) {
      const [loss, wanted] = [row.firstLosses[at - 1], reference.firstLosses[at - 1]];
      if (!(Math.abs(loss / wanted - 1) <= tolerance)) {
        found.push(
          `${label(row)} has loss ${loss.toPrecision(4)} at step ${at}, ` +
            `${reference.engine} has ${wanted.toPrecision(4)}`,
        );
      }
    }
  }
  return found;
}

const label = ({ network, engine }: Row) => `${network} on ${engine}`;
