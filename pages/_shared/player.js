// Draws a film (see player.py) and moves it: play, pause, scrub with the pointer or the arrow keys.
export function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const film = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  film.payload = bytes.slice(4 + length).buffer;
  return film;
}

const frameAt = (panel, t) => (panel.frame_of ? panel.frame_of[t] : t);

// How much of a row each panel takes: what it says itself, else most for images, and for the one plane or table.
export function weights(panels) {
  const rank = Math.min(panels.filter((panel) => panel.kind !== "curves").length, 3) - 1;
  const [images, plane] = [[2.4, 2, 1.6][rank], [1.6, 1.3, 1][rank]];
  const usual = { pictures: images, points: plane, matrix: plane, curves: 1 };
  return panels.map((panel) => panel.weight ?? usual[panel.kind]);
}

// Curves that follow each other beside an image share a column, and so their time axis; each list is one column.
export function columns(panels) {
  const alone = panels.every((panel) => panel.kind === "curves");
  const found = [];
  panels.forEach((panel, i) => {
    const before = found.at(-1);
    const joins = panel.kind === "curves" && before && panels[before[0]].kind === "curves" && before.length < 3;
    if (joins && !alone) before.push(i);
    else found.push([i]);
  });
  return found;
}

// A colour bar with its ends.
function colourScale(box, { low, high, unit }, palette) {
  const scale = element(box, "p", { class: "scale" });
  element(scale, "span", {}, tickLabel(low));
  element(scale, "span", { class: "gradient", style: `background: ${gradient(palette)}` });
  element(scale, "span", {}, `${tickLabel(high)}${unit ? ` ${unit}` : ""}`);
}

function pictures(panel, film, box) {
  const [, count, height, width, channels = 1] = panel.shape;
  const grid = element(box, "div", { class: "grid", style: `--columns: ${panel.columns}` });
  const size = height * width * channels;
  const pixels = new Uint8Array(film.payload, panel.at);
  const contexts = Array.from({ length: count }, (_, i) => {
    const figure = element(grid, "figure");
    const label = panel.labels[i] ?? "";
    const canvas = element(figure, "canvas", { width, height, role: "img", "aria-label": `${panel.title}: ${label || i + 1}` });
    if (!panel.smooth) canvas.className = "sharp";
    if (label) element(figure, "figcaption", { title: label }, label);
    return canvas.getContext("2d");
  });
  return (t) => contexts.forEach((context, i) => {
    const start = (frameAt(panel, t) * count + i) * size;
    const source = pixels.subarray(start, start + size);
    return (channels === 1 ? paintIndices : paintColours)(context, width, height, source, panel.palette);
  });
}

function points(panel, film, box) {
  const [frames, count] = panel.shape;
  const [x0, x1, y0, y1] = panel.extent;
  const radiusOf = (i) => (Array.isArray(panel.radius) ? panel.radius[i] : panel.radius);
  const bytesAt = (start, f, size) => new Uint8Array(film.payload, start + f * size, size);
  const paletteColour = (v) => `rgb(${panel.palette[3 * v]} ${panel.palette[3 * v + 1]} ${panel.palette[3 * v + 2]})`;
  const side = 480;
  const figure = element(box, "figure");
  const canvas = element(figure, "canvas", { width: side, height: side, role: "img", "aria-label": panel.alt || panel.title });
  const context = canvas.getContext("2d");
  const steps = new Uint16Array(film.payload, panel.at, panel.shape.reduce((a, b) => a * b));
  const [xLow, xHigh, yLow, yHigh] = panel.range;
  const all = Float32Array.from(steps, (v, i) => {
    if (v === 65535) return NaN;
    return i % 2 ? yLow + (v / 65534) * (yHigh - yLow) : xLow + (v / 65534) * (xHigh - xLow);
  });
  const pad = panel.backdrop ? 0 : 14;
  const place = (f, i) => [
    pad + ((all[2 * (f * count + i)] - x0) / (x1 - x0 || 1)) * (side - 2 * pad),
    side - pad - ((all[2 * (f * count + i) + 1] - y0) / (y1 - y0 || 1)) * (side - 2 * pad),
  ];
  const stroke = (path, colour, width) => {
    context.beginPath();
    let down = false;
    path.forEach(([px, py]) => {
      if (Number.isFinite(px)) (down ? context.lineTo(px, py) : context.moveTo(px, py));
      down = Number.isFinite(px);
    });
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  };
  const under = document.createElement("canvas");
  return (t) => {
    const shot = frameAt(panel, t);
    const f = frames === 1 ? 0 : shot;
    const ink = getComputedStyle(box).color;
    context.clearRect(0, 0, side, side);
    if (panel.backdrop) {
      const [, height, width, channels = 1] = panel.backdrop;
      [under.width, under.height] = [width, height];
      const source = bytesAt(panel.backdrop_at, shot, width * height * channels);
      (channels === 1 ? paintIndices : paintColours)(under.getContext("2d"), width, height, source, panel.palette);
      context.drawImage(under, 0, 0, side, side);
    }
    if (panel.cell_values !== undefined) {
      const values = bytesAt(panel.cell_values, shot, panel.cells.length);
      panel.cells.forEach((cell, k) => {
        context.beginPath();
        cell.forEach((i) => context.lineTo(...place(f, i)));
        context.fillStyle = paletteColour(values[k]);
        context.globalAlpha = 0.45;
        context.fill();
      });
      context.globalAlpha = 1;
    }
    const weights = panel.line_values === undefined ? null : bytesAt(panel.line_values, shot, panel.lines.length);
    panel.lines.forEach((line, k) => {
      const dashed = panel.dashed.includes(k);
      const colour = weights ? paletteColour(weights[k]) : panel.line_colours[k] ?? ink;
      context.setLineDash(dashed ? [7, 4] : []);
      stroke(line.map((i) => place(f, i)), colour, weights ? 0.5 + Math.abs(weights[k] - 128) / 16 : dashed ? 2.5 : 1);
    });
    context.setLineDash([]);
    for (let i = 0; i < count; i++) {
      const colour = panel.colours[i % panel.colours.length];
      if (panel.trails) stroke(Array.from({ length: f + 1 }, (_, g) => place(g, i)), colour, 1.5);
      const radius = radiusOf(i);
      const [px, py] = place(f, i);
      if (!Number.isFinite(px)) continue;
      if (radius) {
        context.beginPath();
        context.arc(px, py, radius, 0, 2 * Math.PI);
        context.fillStyle = colour;
        context.fill();
      }
      if (radius && panel.backdrop) {
        context.strokeStyle = "#fff";
        context.lineWidth = 1;
        context.stroke();
      }
      if (panel.labels[i]) {
        context.fillStyle = ink;
        context.font = `${panel.font}px ${getComputedStyle(box).fontFamily}`;
        context.textAlign = px > 0.75 * side ? "right" : "left";
        context.fillText(panel.labels[i], px + (px > 0.75 * side ? -7 : 7), py + 5);
      }
    }
    const size = Math.min(30, (12 * side) / (canvas.clientWidth || side)); // 12 px as they are seen
    context.fillStyle = panel.backdrop ? "#333" : ink;
    context.font = `${size}px ${getComputedStyle(box).fontFamily}`;
    context.textAlign = "right";
    if (panel.axes[0]) context.fillText(`${panel.axes[0]} →`, side - 4, side - 5);
    context.textAlign = "left";
    if (panel.axes[1]) context.fillText(`↑ ${panel.axes[1]}`, 4, size + 1);
  };
}

function matrix(panel, film, box) {
  const [frames, height, width] = panel.shape;
  const bytes = new Uint8Array(film.payload, panel.at, frames * height * width);
  const readings = panel.readings === undefined ? null : new Float32Array(film.payload, panel.readings, bytes.length);
  const [named, headed] = [height <= 28, width <= 28];
  const table = element(box, "div", { class: "table", style: `--rows: ${Math.min(Math.max(height * 1.45, 5), 26)}rem` });
  element(table, "span");
  const heads = element(table, "div", { class: "heads" });
  const names = element(table, "div", { class: "names" });
  if (headed) panel.columns.forEach((name) => element(heads, "span", { title: name }, name));
  if (named) panel.rows.forEach((name) => element(names, "span", { title: name }, name));
  const label = panel.alt || panel.title;
  const cells = element(table, "div", { class: "cells" });
  const canvas = element(cells, "canvas", { width, height, class: "sharp", role: "img", "aria-label": label, tabindex: 0 });
  const context = canvas.getContext("2d");
  const hint = panel === film.panels.find((other) => other.kind === "matrix");
  const asked = hint ? "Point at a cell, or use the arrow keys." : "\u00a0";
  const output = element(box, "p", { class: "readout", "aria-live": "polite" }, asked);
  const digits = Math.min(8, 2 + Math.max(0, -Math.floor(Math.log10(panel.limit || 1)))); // cells hold 127 steps to the limit
  let [now, cell] = [0, null];
  const read = () => {
    if (!cell) return;
    const [row, column] = cell;
    const at = (frames === 1 ? 0 : now) * height * width + row * width + column;
    const value = panel.signed ? ((bytes[at] - 128) / 127) * panel.limit : (bytes[at] / 255) * panel.limit;
    const said = readings ? readings[at].toLocaleString() : value.toFixed(digits);
    output.textContent = `${panel.columns[column]} × ${panel.rows[row]}: ${said}${panel.unit ? ` ${panel.unit}` : ""}`;
  };
  canvas.onpointermove = (event) => {
    const edge = canvas.getBoundingClientRect();
    const at = (offset, size, count) => Math.min(Math.max(Math.floor((offset / size) * count), 0), count - 1);
    cell = [at(event.clientY - edge.top, edge.height, height), at(event.clientX - edge.left, edge.width, width)];
    read();
  };
  canvas.onkeydown = (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const within = (at, count) => Math.min(Math.max(at, 0), count - 1);
    cell = cell ? [within(cell[0] + step[0], height), within(cell[1] + step[1], width)] : [0, 0];
    read();
  };
  return (t) => {
    now = frameAt(panel, t);
    const start = (frames === 1 ? 0 : now) * height * width;
    paintIndices(context, width, height, bytes.subarray(start, start + height * width), panel.palette);
    read();
  };
}

function addPanel(panel, film, place, style, choose) {
  const box = element(place, "section", { class: `panel ${panel.kind}`, style });
  if (panel.kind === "pictures") box.style.maxWidth = `${12 * (panel.columns + 1)}rem`;
  if (panel.title) {
    const title = element(box, "p", { class: "title" }, panel.title);
    const axis = [panel.unit === "%" ? "" : panel.unit, panel.log ? "log scale" : ""].filter(Boolean).join(", ");
    if (panel.kind === "curves" && axis) element(title, "span", { class: "unit" }, ` (${axis})`);
  }
  const draw = { pictures, curves, points, matrix }[panel.kind](panel, film, box, choose);
  if (panel.scale) colourScale(box, panel.scale, panel.palette);
  return draw;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".film");
  if (!data) return;
  root.stop?.();
  const film = unpack(data);
  const last = film.moments.length - 1;
  const same = root.moments === film.moments.join("|");
  const start = same ? root.querySelector("input").value : film.start;
  root.moments = film.moments.join("|");
  root.replaceChildren();
  const bar = element(root, "div", { class: "bar" });
  const button = element(bar, "button", { type: "button", "aria-label": "Play" }, "▶");
  const slider = element(bar, "input", { type: "range", min: 0, max: last, step: 1, value: start, "aria-label": "Time" });
  const output = element(bar, "output");
  if (!last) bar.style.display = "none";
  const many = film.panels.filter((panel) => panel.kind === "points").length > 4;
  const panels = element(root, "div", { class: many ? "panels many" : "panels" });
  const dark = onDark(root);
  const shares = weights(film.panels);
  const draws = columns(film.panels).flatMap((column) => {
    const weight = Math.max(...column.map((i) => shares[i]));
    const style = `--weight: ${weight}`;
    const place = column.length > 1 ? element(panels, "div", { class: "column", style }) : panels;
    return column.map((i) => {
      const panel = film.panels[i];
      if (dark && panel.palette_on_dark) panel.palette = panel.palette_on_dark;
      return addPanel(panel, film, place, style, choose);
    });
  });
  const show = () => {
    const t = Number(slider.value);
    output.textContent = film.moments[t];
    slider.setAttribute("aria-valuetext", film.moments[t]);
    draws.forEach((draw) => draw(t));
    // Read by share.js, so that a copied link leads to this moment.
    (window.notABlackBoxMoments ??= {})[film.name] = { root, moment: t === film.usual ? null : t };
  };
  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", "Play");
  };
  root.stop = stop;
  button.onclick = () => {
    if (timer) return stop();
    if (Number(slider.value) === last) slider.value = 0;
    show();
    button.textContent = "⏸";
    button.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      slider.value = Number(slider.value) + 1;
      show();
      if (Number(slider.value) === last) stop();
    }, Math.max((1000 * film.seconds) / (last + 1), 40));
  };
  function choose(t) {
    stop();
    slider.value = t;
    show();
  }
  slider.oninput = () => { stop(); show(); };
  show();
  return stop;
}
