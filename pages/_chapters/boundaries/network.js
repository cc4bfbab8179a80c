// The plane and the network under one time slider, with weights that a visitor changes by hand. The files before this one
// compute (forward.js) and draw (curves.js, plane.js, graph.js, lines.js); component.py sends weights and points.
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

const storedWeights = (run, frame) => run.weights.subarray(frame * run.parameters, (frame + 1) * run.parameters);

// The weights at each moment, those changed by hand included. Changes belong to one moment.
class Weights {
  constructor(header) {
    [this.header, this.run, this.last] = [header, header.runs[0], header.steps.length - 1];
    [this.edit, this.pending] = [readEdit(header.edit), null];
  }

  get frame() { return this.edit.step === null ? this.last : this.header.steps.indexOf(this.edit.step); }

  get count() { return this.edit.changes.size; }

  changedAt(t) { return this.count > 0 && this.frame === t; }

  at(t) {
    const stored = storedWeights(this.run, t);
    return this.changedAt(t) ? edited(this.run.sizes, stored, this.edit.changes) : stored;
  }

  set(t, place, value) {
    if (!this.changedAt(t)) this.edit = { step: t === this.last ? null : this.header.steps[t], changes: new Map() };
    const { largest } = this.header;
    this.edit.changes.delete(place);
    this.edit.changes.set(place, Math.max(-largest, Math.min(largest, value)));
    if (this.count > this.header.most_changes) this.edit.changes.delete(this.edit.changes.keys().next().value);
  }

  // The changes as text; until the server has them, it may still send older ones.
  tell() { return (this.pending = writeEdit(this.edit)); }

  // Take over what the server says the changes are; return whether that was possible.
  adopt(text) {
    const theirs = readEdit(text);
    if (this.pending !== null && !sameEdit(readEdit(this.pending), theirs)) return false;
    [this.pending, this.edit] = [null, theirs];
    return true;
  }
}

function sameEdit(a, b) {
  const near = ([place, value]) => Math.abs(b.changes.get(place) - value) <= 1e-3 * Math.max(1e-3, Math.abs(value));
  return a.step === b.step && a.changes.size === b.changes.size && [...a.changes].every(near);
}

// --- controls --------------------------------------------------------------------------------------------------------

function timeBar(root, header, start, show) {
  const last = header.steps.length - 1;
  const bar = element(root, "div", { class: "bar" });
  const button = element(bar, "button", { type: "button", "aria-label": "Play" }, "▶");
  const slider = element(bar, "input", { type: "range", min: 0, max: last, step: 1, value: start, "aria-label": "Time" });
  const output = element(bar, "output");
  if (!last) bar.style.display = "none";
  let timer = null;
  const now = () => Number(slider.value);
  const stop = () => {
    clearInterval(timer);
    timer = null;
    button.textContent = "▶";
    button.setAttribute("aria-label", "Play");
  };
  const go = (t) => { slider.value = t; };
  const play = () => {
    if (now() === last) go(0);
    show();
    button.textContent = "⏸";
    button.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      go(now() + 1);
      show();
      if (now() === last) stop();
    }, Math.max((1000 * header.seconds) / (last + 1), 40));
  };
  button.onclick = () => (timer ? stop() : play());
  slider.oninput = () => { stop(); show(); };
  const name = (text) => {
    output.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };
  return { now, stop, go, play, name, playing: () => timer !== null };
}

// A list of the weights that are drawn, and a slider and a number for the chosen one.
function weightForm(side, run, header, shown, { choose, change, done }) {
  const form = element(side, "div", { class: "form" });
  const list = element(form, "select", { "aria-label": "Weight to change" });
  const knob = element(form, "input", { type: "range", step: "0.01", "aria-label": "Value of the weight" });
  const field = element(form, "input", { type: "number", step: "0.1", min: -header.largest, max: header.largest, "aria-label": "Value of the weight as a number" });
  knob.disabled = field.disabled = header.most_changes === 0; // then they only say the value
  const outputs = run.sizes.length - 2;
  shown.slice(1).forEach((count, depth) => {
    const group = element(list, "optgroup", { label: depth === outputs ? "Output layer" : `Layer ${depth + 1}` });
    for (let unit = 0; unit < count; unit++) {
      const target = depth === outputs ? `class ${run.names[unit]}` : `unit ${unit + 1}`;
      for (let input = 0; input < shown[depth]; input++) {
        const source = depth ? `unit ${input + 1}` : run.inputs_named[input];
        element(group, "option", { value: placeOf(depth, input, unit) }, `${source} → ${target}`);
      }
      element(group, "option", { value: placeOf(depth, null, unit) }, `bias of ${target}`);
    }
  });
  const reach = Math.max(3, Math.ceil(1.5 * run.limit));
  const typed = () => (field.value !== "" && Number.isFinite(Number(field.value)) ? Number(field.value) : null);
  list.onchange = choose;
  knob.oninput = () => change([[list.value, Number(knob.value)]]);
  field.oninput = () => { if (typed() !== null) change([[list.value, typed()]]); };
  knob.onchange = done;
  field.onchange = () => { if (typed() !== null) done(); };
  const show = (weights) => {
    const value = weights[indexOf(run.sizes, list.value)];
    const bound = Math.max(reach, Math.ceil(Math.abs(value)));
    [knob.min, knob.max] = [-bound, bound];
    knob.value = value;
    if (form.getRootNode().activeElement !== field) field.value = Number(value.toFixed(3));
  };
  const pick = (place) => {
    list.value = place;
    if (!list.value) list.selectedIndex = 0;
  };
  return { show, pick, chosen: () => list.value, focus: () => knob.focus({ preventScroll: true }) };
}

function scoreCurves(root, header, film, choose) {
  const charts = element(root, "div", { class: "curves" });
  return header.curves.map((panel) => {
    const box = element(charts, "section", { class: "panel" });
    const title = element(box, "p", { class: "title" }, panel.title);
    const axis = [panel.unit === "%" ? "" : panel.unit, panel.log ? "log scale" : ""].filter(Boolean).join(", ");
    if (axis) element(title, "span", { class: "unit" }, ` (${axis})`);
    return curves(panel, film, box, choose);
  });
}

// What the network gets right at a moment, in words.
function summary(header, weights, t, step) {
  const { run } = weights;
  let { accuracy, loss, held_accuracy: held } = Object.fromEntries(Object.entries(header.scores).map(([name, values]) => [name, values[t]]));
  const changed = weights.changedAt(t);
  if (changed) {
    const [n, classes] = [run.labels.length, run.sizes.at(-1)];
    const logits = forward(run.sizes, run.activation, weights.at(t), run.inputs, n).at(-1);
    ({ accuracy, loss } = score(logits, run.labels, classes, 0, run.trained));
    if (run.trained < n) held = score(logits, run.labels, classes, run.trained, n).accuracy;
  }
  const said = [`training points classified correctly: ${percentage(accuracy)}`];
  if (held !== undefined) said.push(`held out: ${percentage(held)}`);
  said.push(`loss: ${shortNumber(loss)} nats`);
  const count = `${weights.count} weight${weights.count === 1 ? "" : "s"} changed by hand`;
  if (changed) return [`${step}, ${count}`, ...said, "the curves show the run before the change"].join(" · ");
  if (weights.count) said.push(`${count} at step ${header.steps[weights.frame].toLocaleString("en")}`);
  return said.join(" · ");
}

// --- all of it -------------------------------------------------------------------------------------------------------

function build(root, header, send, before) {
  const weights = new Weights(header);
  const { run } = weights;
  header.font = getComputedStyle(root).fontFamily;
  root.replaceChildren();
  const film = { moments: header.steps.map((step) => `step ${step.toLocaleString("en")}`) };
  const same = before && before.moments === header.steps.join() && before.trained_on === header.trained_on;
  const bar = timeBar(root, header, same ? before.moment() : header.start, () => show());
  const stage = element(root, "div", { class: "stage" });
  const plane = planeOf(stage, run, header, header.runs.length > 1 ? "This run" : "");
  const others = header.runs.slice(1).map((other) => [other, planeOf(stage, other, header, other.title)]);
  const side = element(stage, "div", { class: "side" });
  const graph = graphOf(side, run, header);
  const change = (values) => {
    bar.stop();
    values.forEach(([place, value]) => weights.set(bar.now(), place, value));
    soon();
  };
  const done = () => send(weights.tell());
  const form = weightForm(side, run, header, graph.shown, { choose: () => soon(), change, done });
  legendOf(root, run, header);
  const readout = element(root, "p", { class: "readout", "aria-live": "polite" });
  const moves = scoreCurves(root, header, film, (t) => { bar.stop(); bar.go(t); soon(); });
  const lines = () => linesOf(run, header, weights.at(bar.now()), graph.shown[1]);
  const pointer = dragLines(plane, run, lines, {
    start: (unit) => { bar.stop(); form.pick(placeOf(0, null, unit)); soon(); },
    change,
    end: (moved) => { if (moved) done(); soon(); },
    hover: () => { if (!bar.playing()) soon(); },
  });
  graph.canvas.onpointermove = (event) => { graph.canvas.style.cursor = graph.hit(event) ? "pointer" : ""; };
  graph.canvas.onclick = (event) => {
    const place = graph.hit(event);
    if (!place) return;
    bar.stop();
    form.pick(place);
    show();
    form.focus();
  };

  function show() {
    const t = bar.now();
    const present = weights.at(t);
    const outputs = forward(run.sizes, run.activation, present, run.grid, run.side * run.side);
    plane.draw(outputs.at(-1), lines(), pointer.chosen);
    for (const [other, panel] of others) {
      const theirs = storedWeights(other, other.frame_of[t]);
      panel.draw(forward(other.sizes, other.activation, theirs, other.grid, other.side * other.side).at(-1), [], -1);
    }
    graph.draw(present, outputs, form.chosen());
    form.show(present);
    moves.forEach((move) => move(t));
    bar.name(film.moments[t]);
    readout.textContent = summary(header, weights, t, film.moments[t]);
    // Read by share.js, so that a copied link leads to this moment.
    (window.notABlackBoxMoments ??= {})[header.name] = { root, moment: t === header.usual ? null : t };
  }
  let asked = 0;
  const soon = () => { asked ||= requestAnimationFrame(() => { asked = 0; show(); }); };

  const watch = new ResizeObserver(() => { graph.place(); soon(); });
  watch.observe(graph.canvas.parentElement);
  if (weights.count) bar.go(weights.frame);
  form.pick([...weights.edit.changes.keys()].at(-1) ?? "");
  show();
  if (header.play) bar.play();
  return {
    adopt: (text) => {
      if (!pointer.drag && weights.adopt(text) && weights.count) bar.go(weights.frame);
      soon();
    },
    run: header.run,
    moments: header.steps.join(),
    trained_on: header.trained_on,
    moment: bar.now,
    end: () => { bar.stop(); watch.disconnect(); },
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
