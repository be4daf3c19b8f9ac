import { wait } from "../host.ts";
import { Call, Control, ticketOf } from "./memory_map.ts";

// A job has one share for each thread, and a share has pieces. Shares and pieces depend only on the
// job and the number of threads, so the bits of a result do not depend on who computed which piece.
//
// The ticket of a share is the number of the job in its upper 24 bits and the pieces that nobody has
// taken in its lower 8. A thread takes a piece of the job that it knows of by decrementing the ticket. It
// reads the job only then: until the piece is finished, the main thread does not write the next one.
// A thread that comes so late that the ticket is another job's leaves it alone: its pool may be closed.
const PIECE_BITS = 8;
const LEFT = (1 << PIECE_BITS) - 1;
const JOB = -1 >>> PIECE_BITS;
// More pieces gain nothing: the last one is then a small part of the share.
const MAXIMUM_PIECES = 32;
// Waits without a finished piece after which the workers count as dead. Counted in waits, not by the
// clock: a process that was suspended for an hour has waited once.
const MAXIMUM_WAITS = 60;

/** The share of `count` items that belongs to a thread; shares begin at multiples of `align`. */
export function share(
  count: number,
  align: number,
  thread: number,
  threads: number,
): [low: number, high: number] {
  const each = Math.ceil(count / threads / align) * align;
  return [Math.min(count, thread * each), Math.min(count, (thread + 1) * each)];
}

/** Items of a piece of such a share: whole blocks, or all items if there are no blocks. */
const pieceItems = (items: number, block: number): number =>
  block > 0 ? Math.ceil(items / block / MAXIMUM_PIECES) * block : items;

/** An empty share is one piece, because it may have to leave a partial result. */
const pieceCount = (items: number, each: number): number =>
  items > each ? Math.ceil(items / each) : 1;

/**
 * Offers the pieces of all shares of the job in `call`, number `sequence`, and returns how many there
 * are.
 */
export function offerPieces(
  control: Int32Array,
  call: Float64Array,
  sequence: number,
  threads: number,
): number {
  let all = 0;
  for (let thread = 0; thread < threads; thread++) {
    const [low, high] = share(call[Call.count], call[Call.align], thread, threads);
    const pieces = pieceCount(high - low, pieceItems(high - low, call[Call.block]));
    Atomics.store(control, ticketOf(thread), sequence << PIECE_BITS | pieces);
    all += pieces;
  }
  return all;
}

/** Withdraws what nobody has taken. */
export function withdrawPieces(control: Int32Array, threads: number): void {
  for (let thread = 0; thread < threads; thread++) Atomics.store(control, ticketOf(thread), 0);
}

/**
 * Takes pieces of job number `sequence` until there are none, first those of the thread's own share and
 * then those that the other threads have not come to, and returns how many it took.
 */
export function takePieces(
  control: Int32Array,
  call: Float64Array,
  thread: number,
  threads: number,
  sequence: number,
  compute: (low: number, high: number, share: number) => void,
): number {
  const job = sequence & JOB;
  let taken = 0;
  for (let i = 0; i < threads; i++) {
    const owner = (thread + i) % threads, word = ticketOf(owner);
    for (;;) {
      const ticket = Atomics.load(control, word), left = ticket & LEFT;
      if (left === 0 || ticket >>> PIECE_BITS !== job) break;
      if (Atomics.compareExchange(control, word, ticket, ticket - 1) !== ticket) continue;
      taken++;
      const [low, high] = share(call[Call.count], call[Call.align], owner, threads);
      const each = pieceItems(high - low, call[Call.block]);
      const from = low + (pieceCount(high - low, each) - left) * each;
      compute(from, Math.min(high, from + each), owner);
    }
  }
  return taken;
}

/**
 * Sleeps until the workers have finished `pieces`, and returns how many they have: fewer if in sixty
 * waits of `waitMs` none was finished.
 */
export function awaitPieces(control: Int32Array, pieces: number, waitMs: number): number {
  Atomics.store(control, Control.waiting, 1);
  let waits = 0, finished = Atomics.load(control, Control.finished);
  while (finished !== pieces && waits < MAXIMUM_WAITS) {
    if (wait(control, Control.finished, finished, waitMs) === "timed-out") waits++;
    const before = finished;
    finished = Atomics.load(control, Control.finished);
    if (finished !== before) waits = 0;
  }
  Atomics.store(control, Control.waiting, 0);
  return finished;
}
