// The drawing area, for mouse, touch, stylus and keyboard (arrows move, space lowers and lifts the
// pen, delete clears).

/** @param {HTMLCanvasElement} canvas @param {() => void} changed */
export function pad(canvas, changed) {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const side = canvas.width;
  const brush = side / 11;
  let last, keyPen;

  const clear = () => {
    context.fillStyle = "#000";
    context.fillRect(0, 0, side, side);
    last = undefined;
  };
  const stroke = (x, y) => {
    context.strokeStyle = "#fff";
    context.lineWidth = brush;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...(last ?? [x, y]));
    context.lineTo(x, y);
    context.stroke();
    last = [x, y];
    changed();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [
      (event.clientX - box.left) * side / box.width,
      (event.clientY - box.top) * side / box.height,
    ];
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = undefined;
    stroke(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    // A fast stroke has several points in one frame.
    for (const each of event.getCoalescedEvents?.() ?? []) stroke(...place(each));
    stroke(...place(event));
  });

  const pen = document.getElementById("pen");
  const showPen = () => {
    pen.hidden = !keyPen || document.activeElement !== canvas;
    if (pen.hidden) return;
    pen.style.left = `${100 * keyPen.x / side}%`;
    pen.style.top = `${100 * keyPen.y / side}%`;
    pen.classList.toggle("down", keyPen.down);
  };
  canvas.addEventListener("blur", showPen);
  canvas.addEventListener("keydown", (event) => {
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = side / 28 * (event.shiftKey ? 3 : 1);
    keyPen ??= { x: side / 2, y: side / 2, down: false };
    if (event.key in move) {
      if (keyPen.down) last = [keyPen.x, keyPen.y];
      keyPen.x = clamp(keyPen.x + step * move[event.key][0], 0, side);
      keyPen.y = clamp(keyPen.y + step * move[event.key][1], 0, side);
      if (keyPen.down) stroke(keyPen.x, keyPen.y);
    } else if (event.key === " ") {
      keyPen.down = !keyPen.down;
      last = undefined;
      if (keyPen.down) stroke(keyPen.x, keyPen.y);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      clear();
      changed();
    } else return;
    event.preventDefault();
    showPen();
  });

  clear();
  return {
    clear,
    /** side × side numbers in 0–1 */
    ink() {
      const { data } = context.getImageData(0, 0, side, side);
      return {
        side,
        values: Float32Array.from({ length: side * side }, (_, i) => data[4 * i] / 255),
      };
    },
  };
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}
