// Draws the plane and the network, moves them through the training, and lets a visitor change the weights by hand.
// forward.js computes what is seen, curves.js draws accuracy and loss (both precede this file), and component.py sends
// the weights and the points.
const [SIDE, TILE, GRIP, MOST_DRAWN] = [480, 24, 12, 12];

function unpackNetwork(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const payload = bytes.slice(4 + length).buffer;
  for (const run of header.runs) {
    for (const name of ["weights", "grid", "places", "inputs"]) run[name] = new Float32Array(payload, ...run[name]);
    run.parameters = run.weights.length / run.frames;
  }
  return header;
}

const rgb = (palette, v) => [palette[3 * v], palette[3 * v + 1], palette[3 * v + 2]];
const css = (palette, v) => `rgb(${rgb(palette, v).join(" ")})`;

function paint(context, size, colourAt) {
  const image = context.createImageData(size, size);
  for (let i = 0; i < size * size; i++) image.data.set([...colourAt(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
}

// --- the plane -------------------------------------------------------------------------------------------------------

function planeOf(parent, run, header, title) {
  const figure = element(parent, "figure", { class: "plane" });
  if (title) element(figure, "figcaption", {}, title);
  const canvas = element(figure, "canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": run.alt });
  const under = document.createElement("canvas");
  under.width = under.height = run.side;
  const [context, ground] = [canvas.getContext("2d"), under.getContext("2d")];
  const classes = run.sizes.at(-1);
  const colours = header.colours.map((colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)));
  const across = (x) => ((x + run.half) / (2 * run.half)) * SIDE;
  const down = (y) => ((run.half - y) / (2 * run.half)) * SIDE;
  const cells = run.side * run.side;
  const tone = (shares) => (i) => {
    if (classes === 2) return rgb(header.ground, Math.round(255 * (shares[cells + i] || 0)));
    let best = 0;
    for (let c = 1; c < classes; c++) if (shares[c * cells + i] > shares[best * cells + i]) best = c;
    const sure = Math.max(0, (shares[best * cells + i] - 1 / classes) / (1 - 1 / classes)) * 0.6;
    return colours[best].map((v) => 248 * (1 - sure) + v * sure);
  };
  const draw = (logits, lines, chosen) => {
    paint(ground, run.side, tone(softmax(logits, classes, cells)));
    context.drawImage(under, 0, 0, SIDE, SIDE);
    lines.forEach(({ line, name }, k) => {
      const ends = segment(line, run.half);
      if (!ends) return;
      context.beginPath();
      ends.forEach(([x, y]) => context.lineTo(across(x), down(y)));
      context.strokeStyle = "#14171c";
      context.globalAlpha = k === chosen ? 1 : 0.55;
      context.lineWidth = k === chosen ? 4 : 1.75;
      context.stroke();
      context.globalAlpha = 1;
      const [x, y] = ends[0].map((v, i) => 0.94 * v + 0.06 * ends[1][i]);
      context.fillStyle = "#14171c";
      context.font = `600 16px ${header.font}`;
      context.textAlign = x > 0 ? "right" : "left";
      context.fillText(name, across(x) + (x > 0 ? -5 : 5), Math.min(Math.max(down(y), 16), SIDE - 6));
    });
    run.labels.forEach((label, i) => {
      context.beginPath();
      context.arc(across(run.places[2 * i]), down(run.places[2 * i + 1]), i < run.trained ? 4.5 : 2.5, 0, 2 * Math.PI);
      context.fillStyle = header.colours[label];
      context.fill();
      context.strokeStyle = i < run.trained ? "#fff" : "#14171c";
      context.lineWidth = 1;
      context.stroke();
    });
    context.font = `16px ${header.font}`;
    context.fillStyle = "#333";
    context.textAlign = "right";
    context.fillText("x →", SIDE - 5, SIDE - 7);
    context.textAlign = "left";
    context.fillText("↑ y", 5, 18);
  };
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    const [u, v] = [(event.clientX - edge.left) / edge.width, (event.clientY - edge.top) / edge.height];
    return [(2 * u - 1) * run.half, (1 - 2 * v) * run.half];
  };
  return { canvas, draw, at };
}

// --- the network -----------------------------------------------------------------------------------------------------

function graphOf(parent, run, header) {
  const figure = element(parent, "figure", { class: "graph" });
  const canvas = element(figure, "canvas", { role: "img", "aria-label": header.graph_alt });
  const context = canvas.getContext("2d");
  const tile = document.createElement("canvas");
  tile.width = tile.height = TILE;
  const small = tile.getContext("2d");
  const shown = run.sizes.map((size) => Math.min(size, MOST_DRAWN));
  const classes = run.sizes.at(-1);
  const signed = () => (onDark(canvas) ? header.signed_on_dark : header.signed);
  let nodes, edges, width, height, size;
  const place = () => {
    const ratio = window.devicePixelRatio || 1;
    width = canvas.clientWidth || 420;
    height = Math.min(Math.max(260, 40 + 34 * Math.max(...shown)), 420);
    canvas.style.height = `${height}px`;
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    size = Math.min(34, (0.86 * (height - 36)) / Math.max(...shown), (0.6 * width) / shown.length);
    const [left, right] = [58, 66];
    nodes = shown.map((count, depth) => Array.from({ length: count }, (_, unit) => [
      left + ((width - left - right) * depth) / (shown.length - 1),
      26 + ((height - 36) * (unit + 0.5)) / count,
    ]));
    edges = shown.slice(1).flatMap((count, depth) => Array.from({ length: shown[depth] * count }, (_, k) => {
      const [input, unit] = [Math.floor(k / count), k % count];
      return { place: placeOf(depth, input, unit), from: nodes[depth][input], to: nodes[depth + 1][unit] };
    }));
  };
  const map = (values, [x, y]) => {
    const limit = ["tanh", "sigmoid"].includes(run.activation) ? 1 : values.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-9);
    const step = run.side / TILE;
    paint(small, TILE, (i) => {
      const cell = Math.floor((Math.floor(i / TILE) + 0.5) * step) * run.side + Math.floor(((i % TILE) + 0.5) * step);
      return rgb(signed(), Math.round(128 + 127 * Math.max(-1, Math.min(1, values[cell] / limit || 0))));
    });
    context.drawImage(tile, x - size / 2, y - size / 2, size, size);
  };
  const draw = (weights, outputs, chosen) => {
    const style = getComputedStyle(canvas);
    const [ink, cells] = [style.color, run.side * run.side];
    context.clearRect(0, 0, width, height);
    for (const edge of edges) {
      const value = weights[indexOf(run.sizes, edge.place)];
      const share = Math.max(-1, Math.min(1, value / run.limit || 0));
      const line = (colour, thick, alpha) => {
        context.beginPath();
        context.moveTo(...edge.from);
        context.lineTo(...edge.to);
        [context.strokeStyle, context.lineWidth, context.globalAlpha] = [colour, thick, alpha];
        context.stroke();
        context.globalAlpha = 1;
      };
      const strength = Math.sqrt(Math.abs(share));
      if (edge.place === chosen) line(ink, 5 + 5 * strength, 0.35);
      line(css(signed(), value < 0 ? 60 : 205), 0.75 + 5 * strength, 0.4 + 0.6 * strength);
    }
    context.textBaseline = "middle";
    nodes.forEach((column, depth) => column.forEach(([x, y], unit) => {
      if (depth === nodes.length - 1) {
        context.fillStyle = header.colours[unit];
        context.fillRect(x - size / 2, y - size / 2, size, size);
      } else {
        const values = depth ? outputs[depth - 1] : run.grid;
        map(values.subarray(unit * cells, (unit + 1) * cells), [x, y]);
      }
      context.strokeStyle = ink;
      context.lineWidth = depth && chosen === placeOf(depth - 1, null, unit) ? 3.5 : 0.75;
      context.strokeRect(x - size / 2, y - size / 2, size, size);
      context.fillStyle = ink;
      context.font = `13px ${header.font}`;
      context.textAlign = depth === nodes.length - 1 ? "left" : "right";
      const name = depth === 0 ? run.inputs_named[unit] : depth === nodes.length - 1 ? `class ${run.names[unit]}`.slice(0, 12) : unit + 1;
      context.fillText(name, depth === nodes.length - 1 ? x + size / 2 + 5 : x - size / 2 - 4, y);
    }));
    context.textAlign = "center";
    context.font = `600 13px ${header.font}`;
    const roomy = (width - 124) / (nodes.length - 1) > 70;
    nodes.forEach((column, depth) => {
      const name = depth === 0 ? "input" : depth === nodes.length - 1 ? "output" : roomy ? `layer ${depth}` : depth;
      context.fillText(name, column[0][0], 10);
    });
  };
  // The weight or unit under the pointer.
  const hit = (event) => {
    const edge = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
    for (let depth = 1; depth < nodes.length; depth++) {
      const unit = nodes[depth].findIndex(([nx, ny]) => Math.max(Math.abs(nx - x), Math.abs(ny - y)) <= size / 2 + 2);
      if (unit >= 0) return placeOf(depth - 1, null, unit);
    }
    let [nearest, found] = [event.pointerType === "touch" ? 16 : 8, null];
    for (const { place: name, from, to } of edges) {
      if (x < from[0] || x > to[0]) continue;
      const along = (x - from[0]) / (to[0] - from[0]);
      const slope = (to[1] - from[1]) / (to[0] - from[0]);
      const off = Math.abs(y - from[1] - along * (to[1] - from[1])) / Math.hypot(1, slope);
      if (off < nearest) [nearest, found] = [off, name];
    }
    return found;
  };
  place();
  return { canvas, draw, hit, place, shown };
}

// --- all of it -------------------------------------------------------------------------------------------------------

function legendOf(parent, run, header) {
  const legend = element(parent, "p", { class: "legend" });
  run.names.forEach((name, c) => {
    const item = element(legend, "span");
    element(item, "i", { class: "spot", style: `background: ${header.colours[c]}` });
    item.append(`class ${name}`);
  });
  if (run.trained < run.labels.length) {
    const item = element(legend, "span");
    element(item, "i", { class: "spot small" });
    item.append("small points: held out, not used for training");
  }
  const text = run.names.length === 2
    ? "background: the class that the network predicts; white: both classes near 50 %"
    : "background: the class that the network predicts, the paler the less confident";
  element(legend, "span", {}, text);
}

function build(root, header, send, before) {
  const run = header.runs[0];
  const { sizes, activation } = run;
  const last = header.steps.length - 1;
  header.font = getComputedStyle(root).fontFamily;
  root.replaceChildren();
  const bar = element(root, "div", { class: "bar" });
  const button = element(bar, "button", { type: "button", "aria-label": "Play" }, "▶");
  const start = before && before.moments === header.steps.join() && before.trained_on === header.trained_on ? before.moment() : header.start;
  const slider = element(bar, "input", { type: "range", min: 0, max: last, step: 1, value: start, "aria-label": "Time" });
  const output = element(bar, "output");
  if (!last) bar.style.display = "none";
  const stage = element(root, "div", { class: "stage" });
  const plane = planeOf(stage, run, header, "");
  const others = header.runs.slice(1).map((other) => [other, planeOf(stage, other, header, other.title)]);
  const side = element(stage, "div", { class: "side" });
  const graph = graphOf(side, run, header);
  const form = element(side, "div", { class: "form" });
  const chooser = element(form, "select", { "aria-label": "Weight to change" });
  const knob = element(form, "input", { type: "range", step: "0.01", "aria-label": "Value of the weight" });
  const field = element(form, "input", { type: "number", step: "0.1", min: -header.largest, max: header.largest, "aria-label": "Value of the weight as a number" });
  legendOf(root, run, header);
  const readout = element(root, "p", { class: "readout", "aria-live": "polite" });
  const charts = element(root, "div", { class: "curves" });
  const film = { moments: header.steps.map((step) => `step ${step.toLocaleString("en")}`) };
  const lines = header.curves.map((panel) => {
    const box = element(charts, "section", { class: "panel curves" });
    const title = element(box, "p", { class: "title" }, panel.title);
    const axis = [panel.unit === "%" ? "" : panel.unit, panel.log ? "log scale" : ""].filter(Boolean).join(", ");
    if (axis) element(title, "span", { class: "unit" }, ` (${axis})`);
    return curves(panel, film, box, (t) => { stop(); slider.value = t; soon(); });
  });

  const unitName = (depth, unit) => (depth === 0 ? run.inputs_named[unit] : `unit ${unit + 1}`);
  graph.shown.slice(1).forEach((count, depth) => {
    const output_layer = depth === sizes.length - 2;
    const group = element(chooser, "optgroup", { label: output_layer ? "Output layer" : `Layer ${depth + 1}` });
    for (let unit = 0; unit < count; unit++) {
      const target = output_layer ? `class ${run.names[unit]}` : `unit ${unit + 1}`;
      for (let input = 0; input < graph.shown[depth]; input++) {
        element(group, "option", { value: placeOf(depth, input, unit) }, `${unitName(depth, input)} → ${target}`);
      }
      element(group, "option", { value: placeOf(depth, null, unit) }, `bias of ${target}`);
    }
  });

  let edit = readEdit(header.edit);
  let pending = null;
  const frameOfEdit = () => (edit.step === null ? last : header.steps.indexOf(edit.step));
  const now = () => Number(slider.value);
  const isEdited = () => edit.changes.size > 0 && frameOfEdit() === now();
  const stored = (of, frame) => of.weights.subarray(frame * of.parameters, (frame + 1) * of.parameters);
  const current = () => (isEdited() ? edited(sizes, stored(run, now()), edit.changes) : stored(run, now()));
  const set = (place, value) => {
    if (frameOfEdit() !== now() || !edit.changes.size) edit = { step: now() === last ? null : header.steps[now()], changes: new Map() };
    edit.changes.delete(place);
    edit.changes.set(place, Math.max(-header.largest, Math.min(header.largest, value)));
  };
  const tell = () => { pending = writeEdit(edit); send(pending); };

  // Lines that can be dragged: of each unit of the first layer, or the border of a network without a hidden layer.
  const [ix, iy] = run.axes;
  const kernelAt = (weights, unit) => [ix, iy].map((input) => (input < 0 ? 0 : weights[indexOf(sizes, placeOf(0, input, unit))]));
  const biasAt = (weights, unit) => weights[indexOf(sizes, placeOf(0, null, unit))];
  const border = sizes.length === 2;
  const linesOf = (weights) => {
    if (!header.lines) return [];
    if (border) {
      const [[a0, b0], [a1, b1]] = [kernelAt(weights, 0), kernelAt(weights, 1)];
      return [{ name: "border", line: [a1 - a0, b1 - b0, biasAt(weights, 1) - biasAt(weights, 0)], unit: 1 }];
    }
    return Array.from({ length: graph.shown[1] }, (_, unit) => ({ name: `${unit + 1}`, unit, line: [...kernelAt(weights, unit), biasAt(weights, unit)] }));
  };
  const setLine = (weights, { unit }, line) => {
    const base = border ? [...kernelAt(weights, 0), biasAt(weights, 0)] : [0, 0, 0];
    [ix, iy].forEach((input, k) => { if (input >= 0) set(placeOf(0, input, unit), line[k] + base[k]); });
    set(placeOf(0, null, unit), line[2] + base[2]);
  };
  let [hovered, drag] = [-1, null];

  const reach = Math.max(3, Math.ceil(1.5 * run.limit));
  const showForm = (weights) => {
    const value = weights[indexOf(sizes, chooser.value)];
    const bound = Math.max(reach, Math.ceil(Math.abs(value)));
    [knob.min, knob.max] = [-bound, bound];
    knob.value = value;
    if (parentActive() !== field) field.value = Number(value.toFixed(3));
  };
  const parentActive = () => root.getRootNode().activeElement;
  const count = (n) => `${n} weight${n === 1 ? "" : "s"} changed by hand`;
  const show = () => {
    const [t, weights] = [now(), current()];
    const outputs = forward(sizes, activation, weights, run.grid, run.side * run.side);
    const chosen = drag ? drag.index : hovered;
    plane.draw(outputs.at(-1), linesOf(weights), chosen);
    for (const [other, panel] of others) {
      const own = forward(other.sizes, other.activation, stored(other, other.frame_of[t]), other.grid, other.side * other.side);
      panel.draw(own.at(-1), [], -1);
    }
    graph.draw(weights, outputs, chooser.value);
    showForm(weights);
    let [accuracy, loss, held] = [header.scores.accuracy[t], header.scores.loss[t], header.scores.held_accuracy[t]];
    if (isEdited()) {
      const n = run.labels.length;
      const logits = forward(sizes, activation, weights, run.inputs, n).at(-1);
      ({ accuracy, loss } = score(logits, run.labels, sizes.at(-1), 0, run.trained));
      if (run.trained < n) held = score(logits, run.labels, sizes.at(-1), run.trained, n).accuracy;
    }
    lines.forEach((move) => move(t));
    const step = film.moments[t];
    output.textContent = step;
    slider.setAttribute("aria-valuetext", step);
    const said = [`training points classified correctly: ${percentage(accuracy)}`, `loss: ${shortNumber(loss)} nats`];
    if (held !== undefined) said.splice(1, 0, `held out: ${percentage(held)}`);
    if (isEdited()) said.unshift(`${step}, ${count(edit.changes.size)}`);
    else if (edit.changes.size) said.push(`${count(edit.changes.size)} at step ${header.steps[frameOfEdit()].toLocaleString("en")}`);
    readout.textContent = said.join(" · ");
    // Read by share.js, so that a copied link leads to this moment.
    (window.notABlackBoxMoments ??= {})[header.name] = { root, moment: t === header.usual ? null : t };
  };
  let asked = 0;
  const soon = () => { asked ||= requestAnimationFrame(() => { asked = 0; show(); }); };

  let timer = null;
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", "Play");
  };
  const play = () => {
    if (now() === last) slider.value = 0;
    show();
    button.textContent = "⏸";
    button.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      slider.value = now() + 1;
      show();
      if (now() === last) stop();
    }, Math.max((1000 * header.seconds) / (last + 1), 40));
  };
  button.onclick = () => (timer ? stop() : play());
  slider.oninput = () => { stop(); show(); };
  chooser.onchange = soon;
  knob.oninput = () => { stop(); set(chooser.value, Number(knob.value)); soon(); };
  field.oninput = () => {
    if (field.value === "" || !Number.isFinite(Number(field.value))) return;
    stop();
    set(chooser.value, Number(field.value));
    soon();
  };
  knob.onchange = tell;
  field.onchange = () => { if (field.value !== "") tell(); };

  graph.canvas.onpointermove = (event) => { graph.canvas.style.cursor = graph.hit(event) ? "pointer" : ""; };
  graph.canvas.onclick = (event) => {
    const place = graph.hit(event);
    if (!place) return;
    stop();
    chooser.value = place;
    show();
    knob.focus({ preventScroll: true });
  };

  const lineUnder = (event) => {
    const lines = linesOf(current());
    const grip = (GRIP * (event.pointerType === "touch" ? 2 : 1) * 2 * run.half) / SIDE;
    const from = lines.map(({ line }) => (segment(line, run.half) ? distance(line, plane.at(event)) : Infinity));
    const index = from.indexOf(Math.min(...from));
    return from[index] < grip ? { index, ...lines[index] } : null;
  };
  plane.canvas.onpointerdown = (event) => {
    const found = lineUnder(event);
    if (!found) return;
    event.preventDefault();
    stop();
    plane.canvas.setPointerCapture(event.pointerId);
    const ends = segment(found.line, run.half);
    const centre = [0, 1].map((k) => (ends[0][k] + ends[1][k]) / 2);
    const far = Math.hypot(...plane.at(event).map((v, k) => v - centre[k]));
    const long = Math.hypot(...ends[0].map((v, k) => v - centre[k]));
    drag = { ...found, centre, turn: ix >= 0 && iy >= 0 && far > 0.55 * long, changed: false };
    chooser.value = placeOf(0, null, found.unit);
    soon();
  };
  plane.canvas.onpointermove = (event) => {
    if (!drag) {
      const found = lineUnder(event);
      plane.canvas.style.cursor = found ? "grab" : "";
      if ((found?.index ?? -1) !== hovered) { hovered = found?.index ?? -1; if (!timer) soon(); }
      return;
    }
    drag.changed = true;
    const at = plane.at(event);
    setLine(current(), drag, drag.turn ? turned(drag.line, drag.centre, at) : moved(drag.line, at));
    soon();
  };
  plane.canvas.onpointerup = plane.canvas.onpointercancel = () => {
    if (drag?.changed) tell();
    drag = null;
    soon();
  };
  // A finger that begins on a line drags it; elsewhere it scrolls the page.
  plane.canvas.addEventListener("touchstart", (event) => { if (drag) event.preventDefault(); }, { passive: false });

  const watch = new ResizeObserver(() => { graph.place(); soon(); });
  watch.observe(graph.canvas.parentElement);
  if (edit.changes.size) {
    slider.value = frameOfEdit();
    chooser.value = [...edit.changes.keys()].at(-1);
  }
  if (!chooser.value) chooser.selectedIndex = 0;
  show();
  if (header.play) play();

  // What the server says the edit is: the one sent last, unless a button there has changed it since.
  const adopt = (text) => {
    const same = (a, b) => a.step === b.step && a.changes.size === b.changes.size && [...a.changes].every(([k, v]) => Math.abs(b.changes.get(k) - v) <= 1e-3 * Math.max(1e-3, Math.abs(v)));
    const theirs = readEdit(text);
    if (drag || (pending !== null && !same(readEdit(pending), theirs))) return soon();
    pending = null;
    edit = theirs;
    if (edit.changes.size) slider.value = frameOfEdit();
    soon();
  };
  return {
    adopt, run: header.run, moments: header.steps.join(), trained_on: header.trained_on, moment: () => slider.value,
    end: () => { stop(); watch.disconnect(); },
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".network");
  if (!root || !data) return;
  root.send = (text) => setTriggerValue("edit", text);
  const header = unpackNetwork(data);
  if (root.view?.run === header.run) return root.view.adopt(header.edit);
  root.view?.end();
  root.view = build(root, header, (text) => root.send(text), root.view);
}
