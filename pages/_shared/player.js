// Draws a film (see player.py) and moves it: play, pause, scrub with the pointer or the arrow keys.
const SVG = "http://www.w3.org/2000/svg";

function element(parent, tag, attributes = {}, text = null) {
  const svg = parent.namespaceURI === SVG || tag === "svg";
  const made = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  parent.appendChild(made);
  return made;
}

export function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const film = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  film.payload = bytes.slice(4 + length).buffer;
  return film;
}

const frameAt = (panel, t) => (panel.frame_of ? panel.frame_of[t] : t);

function paintIndices(context, width, height, source, palette) {
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const index = 3 * source[i];
    image.data[4 * i] = palette[index];
    image.data[4 * i + 1] = palette[index + 1];
    image.data[4 * i + 2] = palette[index + 2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

function paintColours(context, width, height, source) {
  const image = context.createImageData(width, height);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < 3; c++) image.data[4 * p + c] = source[3 * p + c];
    image.data[4 * p + 3] = 255;
  }
  context.putImageData(image, 0, 0);
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

const shown = (value) => (value === null ? "–" : Number(value.toPrecision(3)).toString());

function curves(panel, film, box) {
  const [width, height, left, right, top, bottom] = [360, 150, 40, 8, 8, 18];
  const legend = element(box, "div", { class: "legend" });
  const svg = element(box, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": panel.alt || panel.title });
  const scale = panel.log ? (v) => Math.log10(Math.max(v, 1e-12)) : (v) => v;
  const values = panel.series.flatMap((s) => s.values).filter((v) => v !== null && (!panel.log || v > 0));
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const last = Math.max(film.moments.length - 1, 1);
  const x = (t) => left + (t / last) * (width - left - right);
  const y = (v) => height - bottom - ((scale(v) - scale(low)) / (scale(high) - scale(low))) * (height - top - bottom);
  for (const v of [low, high]) {
    element(svg, "line", { class: "axis", x1: left, x2: width - right, y1: y(v), y2: y(v) });
    element(svg, "text", { x: left - 5, y: y(v) + 4, "text-anchor": "end" }, shown(v));
  }
  element(svg, "text", { x: left, y: height - 3 }, film.moments[0]);
  element(svg, "text", { x: width - right, y: height - 3, "text-anchor": "end" }, film.moments[film.moments.length - 1]);
  const outputs = panel.series.map((series) => {
    let path = "";
    series.values.forEach((v, t) => {
      if (v !== null) path += `${path && series.values[t - 1] !== null ? "L" : "M"}${x(t).toFixed(2)},${y(v).toFixed(2)}`;
    });
    element(svg, "path", { d: path, fill: "none", stroke: series.colour, "stroke-width": 2, "stroke-dasharray": series.dashed ? "5 4" : "none" });
    const item = element(legend, "span");
    element(item, "span", { class: "swatch", style: `background: ${series.colour}` });
    return element(item, "span");
  });
  const cursor = element(svg, "line", { class: "cursor", y1: top, y2: height - bottom });
  return (t) => {
    cursor.setAttribute("x1", x(t));
    cursor.setAttribute("x2", x(t));
    panel.series.forEach((series, i) => { outputs[i].textContent = `${series.name} ${shown(series.values[t])}`; });
  };
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
  const table = element(box, "div", { class: "table" });
  element(table, "span");
  const heads = element(table, "div", { class: "heads" });
  const names = element(table, "div", { class: "names" });
  if (headed) panel.columns.forEach((name) => element(heads, "span", { title: name }, name));
  if (named) panel.rows.forEach((name) => element(names, "span", { title: name }, name));
  const label = panel.alt || panel.title;
  const canvas = element(table, "canvas", { width, height, class: "sharp", role: "img", "aria-label": label, tabindex: 0 });
  canvas.style.height = `${Math.min(Math.max(height * 1.45, 5), 26)}rem`;
  const context = canvas.getContext("2d");
  const output = element(box, "p", { class: "readout", "aria-live": "polite" }, "Point at a cell to read it, or go there with the arrow keys.");
  let [now, cell] = [0, null];
  const read = () => {
    if (!cell) return;
    const [row, column] = cell;
    const at = (frames === 1 ? 0 : now) * height * width + row * width + column;
    const value = panel.signed ? ((bytes[at] - 128) / 127) * panel.limit : (bytes[at] / 255) * panel.limit;
    const said = readings ? readings[at].toLocaleString() : value.toFixed(2);
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

const PANELS = { pictures, curves, points, matrix };

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
  let column = null;
  const draws = film.panels.map((panel) => {
    // Curves that follow each other stand in one column, so that they share their time axis.
    if (panel.kind === "curves") column ??= element(panels, "div", { class: "column" });
    else column = null;
    const box = element(column ?? panels, "section", { class: `panel ${panel.kind}` });
    if (panel.title) element(box, "p", { class: "title" }, panel.title);
    return PANELS[panel.kind](panel, film, box);
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
  slider.oninput = () => { stop(); show(); };
  show();
  return stop;
}
