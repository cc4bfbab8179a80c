// Sums the rank-1 components of an image (see core/compression/wire.py) as a slider moves.
const BUDGET = 25; // milliseconds of adding components before the image is shown
const LUMA = [0.299, 0.587, 0.114];

async function unpack(data) {
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const inflated = new Blob([bytes.slice(4 + length)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return [header, await new Response(inflated).arrayBuffer()];
}

// The matrices, long side by short side, and their sums of components. Channels of an image lie one after the other.
class Model {
  constructor(header, body) {
    Object.assign(this, { header, held: 0, channels: header.channels });
    this.short = Math.min(header.height, header.width);
    let at = this.readImage(body);
    this.sum = new Float32Array(this.target.length);
    const each = this.target.length / header.deep.length;
    this.matrices = header.deep.map((deep, i) => {
      const part = { rows: each / this.short, from: i * each, u: [], basis: null };
      [part.basis, at] = this.readBasis(body, at, deep);
      return part;
    });
  }

  readImage(body) {
    const { height, width, channels, tall, scheme } = this.header;
    const codes = new Uint8Array(body, 0, height * width * channels);
    const plane = height * width;
    this.target = new Float32Array(plane * channels);
    this.where = new Int32Array(plane);
    this.stride = plane;
    [this.across, this.down] = [width, height];
    const left = new Uint8Array(channels);
    for (let y = 0, p = 0; y < height; y++) {
      left.fill(0);
      for (let x = 0; x < width; x++, p++) {
        const place = tall ? y * width + x : x * height + y;
        this.where[p] = place;
        for (let c = 0; c < channels; c++) {
          left[c] += codes[p * channels + c];
          this.target[place + c * plane] = left[c];
        }
      }
    }
    if (scheme === "YCbCr" && channels === 3) {
      const t = this.target;
      for (let i = 0; i < plane; i++) {
        const [r, g, b] = [t[i], t[i + plane], t[i + 2 * plane]];
        t[i] = 0.299 * r + 0.587 * g + 0.114 * b;
        t[i + plane] = -0.168736 * r - 0.331264 * g + 0.5 * b;
        t[i + 2 * plane] = 0.5 * r - 0.418688 * g - 0.081312 * b;
      }
    }
    return codes.length;
  }

  readBasis(body, at, deep) {
    const { full } = this.header;
    const take = (kind, count) => {
      const end = at + count * kind.BYTES_PER_ELEMENT;
      const read = new kind(body.slice(at, end));
      at = end;
      return read;
    };
    const scales = take(Float32Array, full);
    const fine = take(Int16Array, deep * this.short);
    const coarse = take(Int8Array, (full - deep) * this.short);
    const basis = new Float32Array(full * this.short);
    for (let i = 0; i < full; i++) {
      const codes = i < deep ? fine.subarray(i * this.short) : coarse.subarray((i - deep) * this.short);
      let length = 0;
      for (let s = 0; s < this.short; s++) length += (codes[s] * scales[i]) ** 2;
      const scale = length > 0 ? scales[i] / Math.sqrt(length) : 0;
      for (let s = 0; s < this.short; s++) basis[i * this.short + s] = codes[s] * scale;
    }
    return [basis, at];
  }

  ranks(k) {
    const { scheme, chroma } = this.header;
    const fewer = k && Math.max(1, Math.floor((2 * k + chroma) / (2 * chroma)));
    return this.matrices.map((_, i) => (i && scheme === "YCbCr" ? fewer : k));
  }

  numbers(k) {
    return this.ranks(k).reduce((all, rank, i) => all + rank * (this.matrices[i].rows + this.short + 1), 0);
  }

  // Add layer i of one matrix to its sum, or take it away. u is what is left of the target along v.
  change(part, i, sign) {
    const { short, sum, target } = this;
    const v = part.basis.subarray(i * short, (i + 1) * short);
    const known = part.u[i];
    const u = known ?? (part.u[i] = new Float32Array(part.rows));
    for (let l = 0, at = part.from; l < part.rows; l++, at += short) {
      if (!known) {
        let dot = 0;
        for (let s = 0; s < short; s++) dot += (target[at + s] - sum[at + s]) * v[s];
        u[l] = dot;
      }
      const w = sign * u[l];
      for (let s = 0; s < short; s++) sum[at + s] += w * v[s];
    }
  }

  // Walk one rank after the other towards `goal` until the time is up; true when it is reached. All layers of every
  // matrix give the target itself (rounded vectors only nearly do), which needs no walk.
  approach(goal) {
    this.whole = this.ranks(goal).every((rank) => rank === this.header.full);
    if (this.whole) return true;
    if (goal < this.held / 2) {
      this.sum.fill(0);
      this.held = 0;
    }
    const end = performance.now() + BUDGET;
    while (this.held !== goal && performance.now() < end) {
      const next = this.held + Math.sign(goal - this.held);
      const [before, after] = [this.ranks(this.held), this.ranks(next)];
      this.matrices.forEach((part, m) => {
        for (let i = before[m]; i < after[m]; i++) this.change(part, i, 1);
        for (let i = before[m] - 1; i >= after[m]; i--) this.change(part, i, -1);
      });
      this.held = next;
    }
    return this.held === goal;
  }

  get values() {
    return this.whole ? this.target : this.sum;
  }

  // What rank k adds to rank k - 1, in the target's own channels.
  newest(k) {
    const layer = new Float32Array(this.target.length);
    const [before, after] = [this.ranks(k - 1), this.ranks(k)];
    this.matrices.forEach((part, m) => {
      for (let i = before[m]; i < after[m]; i++) {
        const v = part.basis.subarray(i * this.short, (i + 1) * this.short);
        for (let l = 0, at = part.from; l < part.rows; l++, at += this.short) {
          let u = part.u[i]?.[l] ?? 0;
          if (!part.u[i]) for (let s = 0; s < this.short; s++) u += this.target[at + s] * v[s];
          for (let s = 0; s < this.short; s++) layer[at + s] += u * v[s];
        }
      }
    });
    return layer;
  }
}

// Grey levels or colours of an image, as its screen shows them: rounded and cut by the clamped array.
function paintImage(model, values, context) {
  const image = context.createImageData(model.across, model.down);
  const { where, stride, channels, header } = model;
  const ycc = header.scheme === "YCbCr" && channels === 3;
  for (let p = 0, o = 0; p < where.length; p++, o += 4) {
    const at = where[p];
    if (channels === 1) {
      image.data[o] = image.data[o + 1] = image.data[o + 2] = values[at];
    } else if (ycc) {
      const [y, cb, cr] = [values[at], values[at + stride], values[at + 2 * stride]];
      image.data[o] = y + 1.402 * cr;
      image.data[o + 1] = y - 0.344136 * cb - 0.714136 * cr;
      image.data[o + 2] = y + 1.772 * cb;
    } else {
      for (let c = 0; c < 3; c++) image.data[o + c] = values[at + c * stride];
    }
    image.data[o + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return image.data;
}

// Signed brightness on the house's diverging scale, channels summed; returns the grey levels that its ends stand for.
function paintSigned(model, at, context) {
  const { where, stride, channels, header } = model;
  const image = context.createImageData(model.across, model.down);
  const found = new Float32Array(where.length);
  const luma = channels === 3 && header.scheme !== "YCbCr" ? LUMA : [1, 0, 0];
  let [squares, largest] = [0, 0];
  for (let p = 0; p < where.length; p++) {
    let value = 0;
    for (let c = 0; c < channels; c++) if (luma[c]) value += luma[c] * at(where[p] + c * stride);
    found[p] = value;
    squares += value * value;
    largest = Math.max(largest, Math.abs(value));
  }
  const size = Math.max(Math.min(largest, 3 * Math.sqrt(squares / found.length)), 1);
  for (let p = 0, o = 0; p < where.length; p++, o += 4) {
    const index = 3 * Math.min(255, Math.max(1, Math.round(128 + (127 * found[p]) / size)));
    for (let c = 0; c < 3; c++) image.data[o + c] = header.palette[index + c];
    image.data[o + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return size;
}

function psnr(first, second, channels) {
  let squares = 0;
  for (let o = 0; o < first.length; o += 4) for (let c = 0; c < channels; c++) squares += (first[o + c] - second[o + c]) ** 2;
  return squares ? 10 * Math.log10((255 ** 2 * channels * first.length) / 4 / squares) : Infinity;
}

// A curve's value at rank k, straight in log k between the ranks where it is known.
function valueAt({ ranks, values }, k) {
  if (k < ranks[0]) return null;
  const after = ranks.findIndex((rank) => rank >= k);
  if (ranks[after] === k) return values[after];
  const [a, b] = [values[after - 1], values[after]];
  if (a === null || b === null) return a;
  const share = Math.log(k / ranks[after - 1]) / Math.log(ranks[after] / ranks[after - 1]);
  return a + share * (b - a);
}

const grouped = (number) => number.toLocaleString("en");
const precise = (value, digits) => (Number.isFinite(value) ? value.toFixed(digits) : "∞");

// Ranks at which a logarithmic axis is ticked: powers of ten, and the last rank where it is not near one of them.
export function rankTicks(top) {
  const powers = [1, 10, 100, 1000].filter((k) => k === 1 || k <= top / 1.7);
  return top > 1 ? [...powers, top] : powers;
}

function drawCurve(curve, top, box, choose) {
  const known = curve.ranks.map((rank, i) => [rank, curve.values[i]]).filter(([rank, v]) => v !== null && rank <= top && (!curve.log || v > 0));
  if (!known.length) return () => {};
  const figure = element(box, "figure", { class: "curve" });
  const title = element(figure, "figcaption", {}, curve.title);
  if (curve.log) element(title, "span", { class: "unit" }, " (log scale)");
  const plot = element(figure, "div", { class: "plot" });
  const svg = element(plot, "svg", { role: "img", "aria-label": curve.title });
  let [rank, drawn] = [known[0][0], null];
  // Drawn at the size that the layout gives it, so that its text is as large as elsewhere.
  new ResizeObserver(() => {
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    if (!width || !height) return;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawn = drawAxes(svg, curve, known, top, width, height);
    drawn.move(rank);
  }).observe(plot);
  const pick = (event) => {
    if (!drawn || (event.type === "pointermove" && !event.buttons)) return;
    choose(drawn.rankAt(event.clientX - svg.getBoundingClientRect().left));
  };
  svg.addEventListener("pointerdown", pick);
  svg.addEventListener("pointermove", pick);
  return (k) => {
    rank = k;
    drawn?.move(k);
  };
}

function drawAxes(svg, curve, known, top, width, height) {
  const [left, right, bottom] = [44, 12, 18];
  const scale = curve.log ? Math.log10 : (v) => v;
  let [low, high] = [Math.min(...known.map(([, v]) => v)), Math.max(...known.map(([, v]) => v))];
  if (curve.log) low = Math.max(low, high * 1e-6);
  if (low === high) [low, high] = [low * 0.9, high * 1.1 || 1];
  const end = Math.log(Math.max(top, 2));
  const x = (k) => left + (Math.log(k) / end) * (width - left - right);
  const y = (v) => height - bottom - ((scale(Math.max(v, low)) - scale(low)) / (scale(high) - scale(low))) * (height - bottom - 8);
  element(svg, "line", { class: "axis", x1: left, x2: width - right, y1: height - bottom, y2: height - bottom });
  for (const v of (curve.log ? logTicks : linearTicks)(low, high, 4)) {
    element(svg, "line", { class: "axis", x1: left, x2: width - right, y1: y(v), y2: y(v) });
    element(svg, "text", { x: left - 5, y: y(v) + 4, "text-anchor": "end" }, curve.factor ? `${tickLabel(v * curve.factor)}${curve.unit ?? ""}` : tickLabel(v));
  }
  for (const k of rankTicks(top)) {
    element(svg, "line", { class: "axis", x1: x(k), x2: x(k), y1: height - bottom, y2: height - bottom + 4 });
    element(svg, "text", { x: k === 1 ? left - 4 : x(k), y: height - 3, "text-anchor": k === 1 ? "start" : "middle" }, k === 1 ? "rank 1" : k);
  }
  const path = known.map(([k, v], i) => `${i ? "L" : "M"}${x(k).toFixed(1)},${y(v).toFixed(1)}`).join("");
  element(svg, "path", { d: path, class: "line" });
  const cursor = element(svg, "line", { class: "cursor", y1: 4, y2: height - bottom });
  const dot = element(svg, "circle", { class: "dot", r: 4 });
  const move = (k) => {
    const v = valueAt(curve, k);
    cursor.setAttribute("x1", x(k));
    cursor.setAttribute("x2", x(k));
    dot.setAttribute("visibility", v === null || (curve.log && v <= 0) ? "hidden" : "visible");
    if (v !== null) [["cx", x(k)], ["cy", y(v)]].forEach(([name, value]) => dot.setAttribute(name, value));
  };
  return { move, rankAt: (px) => Math.round(Math.exp(((px - left) / (width - left - right)) * end)) };
}

function buildWipe(box, model, root) {
  const figure = element(box, "figure", { class: "main" });
  const stage = element(figure, "div", { class: "stage", tabindex: 0, role: "slider", "aria-label": "Wipe between original and approximation", "aria-valuemin": 0, "aria-valuemax": 100 });
  const size = { width: model.across, height: model.down };
  const shown = element(stage, "canvas", { ...size, class: "shown" });
  const original = element(stage, "canvas", { ...size, class: "over" });
  element(stage, "span", { class: "edge" });
  element(stage, "span", { class: "tag left" }, "original");
  const tag = element(stage, "span", { class: "tag right" });
  const set = (share) => {
    root.wipe = Math.min(1, Math.max(0, share));
    stage.style.setProperty("--wipe", `${100 * root.wipe}%`);
    stage.setAttribute("aria-valuenow", Math.round(100 * root.wipe));
  };
  const drag = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const bounds = stage.getBoundingClientRect();
    set((event.clientX - bounds.left) / bounds.width);
  };
  stage.addEventListener("pointerdown", drag);
  stage.addEventListener("pointermove", drag);
  stage.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key];
    if (step) {
      event.preventDefault();
      set(root.wipe + step);
    }
  });
  set(root.wipe ?? 0.5);
  return { shown: shown.getContext("2d", { willReadFrequently: true }), original: original.getContext("2d"), tag };
}

function buildControls(root, stops) {
  const bar = element(root, "div", { class: "bar" });
  const make = (text, label) => element(bar, "button", { type: "button", "aria-label": label, title: label }, text);
  const play = make("▶", "Play");
  const less = make("−", "One component less");
  const slider = element(bar, "input", { type: "range", min: 0, max: stops.length - 1, step: 1, "aria-label": "Rank" });
  const more = make("+", "One component more");
  const output = element(bar, "output");
  return { play, less, slider, more, output };
}

function mount(root, header, body, setTriggerValue) {
  if (onDark(root)) header.palette = header.palette_on_dark ?? header.palette;
  const model = new Model(header, body);
  const top = Math.min(header.top || header.full, header.full);
  const stops = [...new Set([...header.stops.filter((k) => k < top), top])];
  const { play, less, slider, more, output } = buildControls(root, stops);
  const views = element(root, "div", { class: "views" });
  const main = element(views, "div");
  const wipe = buildWipe(main, model, root);
  const actions = element(main, "div", { class: "actions" });
  const side = element(views, "div", { class: "side" });
  const readouts = element(side, "dl", { class: "readouts" });
  const read = {};
  const readout = (name) => {
    const item = element(readouts, "div");
    element(item, "dt", {}, name);
    read[name] = element(item, "dd");
  };
  const names = header.curves.filter((curve) => curve.readout).map((curve) => curve.readout);
  [...new Set(["PSNR", ...names, "Stored numbers"])].forEach(readout);
  const panel = (name) => {
    const figure = element(side, "figure");
    const canvas = element(figure, "canvas", { width: model.across, height: model.down, role: "img", "aria-label": name, class: name });
    return { context: canvas.getContext("2d"), caption: element(figure, "figcaption", {}, name) };
  };
  const [residual, layer] = ["residual", "layer"].map(panel);
  const curveBox = element(root, "div", { class: "curves" });
  const pixels = paintImage(model, model.target, wipe.original);

  let goal = Math.min(Math.max(root.rank ?? header.start, 1), top);
  let frame = null;
  let timer = null;
  const cursors = header.curves.map((curve) => drawCurve(curve, top, curveBox, (k) => { stop(); choose(k); }));
  const level = (size) => `±${size < 10 ? size.toFixed(1) : Math.round(size)} grey levels`;

  function draw() {
    const done = model.approach(goal);
    const { values, target } = model;
    const k = model.whole ? goal : model.held;
    const shown = paintImage(model, values, wipe.shown);
    wipe.tag.textContent = `rank ${k}`;
    if (done) {
      const rest = paintSigned(model, (i) => target[i] - values[i], residual.context);
      const newest = model.newest(k);
      const size = paintSigned(model, (i) => newest[i], layer.context);
      residual.caption.textContent = `What is missing, ${level(rest)}`;
      layer.caption.textContent = `Component ${k} alone, ${level(size)}`;
    }
    const numbers = model.numbers(k);
    read["Stored numbers"].textContent = `${grouped(numbers)} (${((100 * numbers) / target.length).toPrecision(3)} %)`;
    read.PSNR.textContent = `${precise(psnr(pixels, shown, 3), 1)} dB`;
    for (const curve of header.curves) {
      const value = valueAt(curve, k);
      if (curve.readout && curve.readout !== "PSNR" && value !== null) {
        read[curve.readout].textContent = `${precise(value * (curve.factor ?? 1), curve.digits)}${curve.unit ?? ""}`;
      }
    }
    output.textContent = `rank ${k} of ${header.full}`;
    slider.setAttribute("aria-valuetext", `rank ${k}`);
    cursors.forEach((move) => move(k));
    root.dataset.rank = k;
    root.dataset.settled = done;
    frame = done ? null : requestAnimationFrame(draw);
  }
  function choose(k) {
    goal = Math.min(Math.max(k, 1), top);
    root.rank = goal;
    root.dataset.settled = false;
    const beyond = stops.findIndex((stop) => stop >= goal);
    slider.value = stops[beyond] === goal || goal - stops[beyond - 1] > stops[beyond] - goal ? beyond : beyond - 1;
    frame ??= requestAnimationFrame(draw);
  }
  function stop() {
    clearInterval(timer);
    timer = null;
    play.textContent = "▶";
    play.setAttribute("aria-label", "Play");
  }
  play.onclick = () => {
    if (timer) return stop();
    if (goal === top) choose(1);
    play.textContent = "⏸";
    play.setAttribute("aria-label", "Pause");
    timer = setInterval(() => {
      choose(stops.find((k) => k > goal) ?? top);
      if (goal === top) stop();
    }, 120);
  };
  slider.oninput = () => { stop(); choose(stops[slider.value]); };
  less.onclick = () => { stop(); choose(goal - 1); };
  more.onclick = () => { stop(); choose(goal + 1); };
  const action = (text, act) => element(actions, "button", { type: "button" }, text).addEventListener("click", act);
  action("Save this image as PNG", () => wipe.shown.canvas.toBlob((blob) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${header.id}-rank-${root.dataset.rank}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }));
  if (header.use) action(header.use, () => setTriggerValue("rank", goal));
  choose(goal);
  return () => { stop(); cancelAnimationFrame(frame); };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".layers");
  if (!data || !root) return;
  let close = () => {};
  let left = false;
  unpack(data).then(([header, body]) => {
    if (left) return;
    const mark = `${header.id} ${header.start} ${header.top}`;
    if (root.mark !== mark) root.rank = undefined;
    root.mark = mark;
    root.replaceChildren();
    close = mount(root, header, body, setTriggerValue);
  });
  return () => { left = true; close(); };
}
