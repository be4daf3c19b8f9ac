// The code as bars: sliders for mouse, touch and keyboard.

/**
 * @param {HTMLElement} strip
 * @param {{ low: number, high: number, dead: number[], count: number }} range
 * @param {(unit: number, value: number) => void} changed
 */
export function bars(strip, { low, high, dead, count }, changed) {
  const share = (value) => 100 * (value - low) / (high - low);
  let code = new Float32Array(count);

  const sliders = Array.from({ length: count }, (_, unit) => {
    const slider = document.createElement("div");
    slider.tabIndex = 0;
    slider.setAttribute("role", "slider");
    slider.setAttribute("aria-orientation", "vertical");
    slider.append(document.createElement("i"));
    strip.append(slider);

    const drag = (event) => {
      const box = slider.getBoundingClientRect();
      const place = 1 - (event.clientY - box.top) / box.height;
      changed(unit, low + Math.max(0, Math.min(1, place)) * (high - low));
    };
    slider.addEventListener("pointerdown", (event) => {
      slider.setPointerCapture(event.pointerId);
      slider.focus();
      drag(event);
    });
    slider.addEventListener("pointermove", (event) => {
      if (slider.hasPointerCapture(event.pointerId)) drag(event);
    });
    slider.addEventListener("keydown", (event) => {
      const step = (high - low) / (event.shiftKey ? 10 : 50);
      const value = {
        ArrowUp: code[unit] + step,
        ArrowDown: code[unit] - step,
        Home: low,
        End: high,
        0: 0,
      }[event.key];
      if (event.key === "ArrowRight") sliders[(unit + 1) % count].focus();
      else if (event.key === "ArrowLeft") sliders[(unit + count - 1) % count].focus();
      else if (value === undefined) return;
      else changed(unit, Math.max(low, Math.min(high, value)));
      event.preventDefault();
    });
    return slider;
  });

  const rescale = (range) => {
    ({ low, high, dead } = range);
    strip.style.setProperty("--zero", `${share(0)}%`);
    sliders.forEach((slider, unit) => {
      const isDead = dead.includes(unit);
      slider.className = isDead ? "bar dead" : "bar";
      slider.setAttribute("aria-label", `unit ${unit}${isDead ? ", dead" : ""}`);
      slider.setAttribute("aria-valuemin", low.toFixed(2));
      slider.setAttribute("aria-valuemax", high.toFixed(2));
    });
  };
  rescale({ low, high, dead });

  const show = (values) => {
    code = values;
    const zero = share(0);
    sliders.forEach((slider, unit) => {
      const at = Math.max(0, Math.min(100, share(code[unit])));
      const fill = slider.firstElementChild;
      fill.style.bottom = `${Math.min(at, zero)}%`;
      fill.style.height = `${Math.abs(at - zero)}%`;
      slider.setAttribute("aria-valuenow", code[unit].toFixed(2));
      slider.title = `u${unit}: ${code[unit].toFixed(2)}`;
    });
  };
  show(code);
  return { show, rescale };
}
