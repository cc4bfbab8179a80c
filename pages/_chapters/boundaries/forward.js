// A dense network in the browser: its outputs, its score, its changed weights, and the lines of its first units.
// The numbers are those of core/networks/dense.py; tests/boundaries/test_network_js.py compares the two.
const ACTIVATIONS = {
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  linear: (z) => z,
};

// Where each layer's kernel (inputs x units, row by row) and bias lie in the flat weights.
export function layout(sizes) {
  let start = 0;
  return sizes.slice(1).map((units, depth) => {
    const layer = { inputs: sizes[depth], units, kernel: start, bias: start + sizes[depth] * units };
    start = layer.bias + units;
    return layer;
  });
}

// The output of every layer for n points, each (units x n), unit by unit; the last are the logits.
export function forward(sizes, activation, weights, x, n) {
  const activate = ACTIVATIONS[activation];
  const layers = layout(sizes);
  let before = x;
  return layers.map(({ inputs, units, kernel, bias }, depth) => {
    const after = new Float64Array(units * n);
    for (let unit = 0; unit < units; unit++) {
      const row = after.subarray(unit * n, (unit + 1) * n).fill(weights[bias + unit]);
      for (let input = 0; input < inputs; input++) {
        const weight = weights[kernel + input * units + unit];
        for (let p = 0, from = input * n; p < n; p++, from++) row[p] += weight * before[from];
      }
      if (depth < layers.length - 1) for (let p = 0; p < n; p++) row[p] = activate(row[p]);
    }
    return (before = after);
  });
}

export function softmax(logits, classes, n) {
  const shares = new Float64Array(classes * n);
  for (let p = 0; p < n; p++) {
    let [most, sum] = [-Infinity, 0];
    for (let c = 0; c < classes; c++) most = Math.max(most, logits[c * n + p]);
    for (let c = 0; c < classes; c++) sum += shares[c * n + p] = Math.exp(logits[c * n + p] - most);
    for (let c = 0; c < classes; c++) shares[c * n + p] /= sum;
  }
  return shares;
}

// Share of correct points and mean cross-entropy (nats) of the points from `first` to before `last`.
export function score(logits, labels, classes, first, last) {
  const n = labels.length;
  let [correct, loss] = [0, 0];
  for (let p = first; p < last; p++) {
    let [most, best] = [-Infinity, 0];
    for (let c = 0; c < classes; c++) if (logits[c * n + p] > most) [most, best] = [logits[c * n + p], c];
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(logits[c * n + p] - most);
    correct += best === labels[p];
    loss += Math.log(sum) + most - logits[labels[p] * n + p];
  }
  return { accuracy: correct / (last - first), loss: loss / (last - first) };
}

// Changed weights as core/boundaries/edits.py writes them; `changes` maps a place such as "0.w.1.2" to a value.
export function readEdit(text) {
  const at = text.indexOf(":");
  const items = text.slice(at + 1).split(";").filter(Boolean).map((item) => item.split("="));
  return { step: at < 0 ? null : Number(text.slice(0, at)), changes: new Map(items.map(([place, value]) => [place, Number(value)])) };
}

export function writeEdit({ step, changes }) {
  if (!changes.size) return "";
  const items = [...changes].map(([place, value]) => `${place}=${Number(value.toPrecision(4))}`);
  return (step === null ? "" : `${step}:`) + items.join(";");
}

export const placeOf = (layer, input, unit) => (input === null ? `${layer}.b.${unit}` : `${layer}.w.${input}.${unit}`);

export function indexOf(sizes, place) {
  const [depth, kind, ...rest] = place.split(".");
  const layer = layout(sizes)[depth];
  return kind === "b" ? layer.bias + Number(rest[0]) : layer.kernel + Number(rest[0]) * layer.units + Number(rest[1]);
}

export function edited(sizes, weights, changes) {
  const copy = Float64Array.from(weights);
  for (const [place, value] of changes) copy[indexOf(sizes, place)] = value;
  return copy;
}

// Lines a x + b y + c = 0 in the square [-half, half]².
const inside = (v, half) => Math.abs(v) <= half * (1 + 1e-9);

// The two ends of a line in the square, or null.
export function segment([a, b, c], half) {
  const ends = [];
  for (const edge of [-half, half]) {
    if (a) { const x = -(b * edge + c) / a; if (inside(x, half)) ends.push([x, edge]); }
    if (b) { const y = -(a * edge + c) / b; if (inside(y, half)) ends.push([edge, y]); }
  }
  let [best, pair] = [1e-9, null];
  for (const p of ends) for (const q of ends) {
    const length = Math.hypot(p[0] - q[0], p[1] - q[1]);
    if (length > best) [best, pair] = [length, [p, q]];
  }
  return pair;
}

export const distance = ([a, b, c], [x, y]) => Math.abs(a * x + b * y + c) / Math.hypot(a, b);

// The line moved in parallel, so that it goes through a place; its steepness stays.
export const moved = ([a, b], [x, y]) => [a, b, -(a * x + b * y)];

// The line turned about a place, so that it goes through another one; its steepness and its sides stay.
export function turned([a, b, c], [cx, cy], [x, y]) {
  const length = Math.hypot(x - cx, y - cy);
  if (!length) return [a, b, c];
  const size = Math.hypot(a, b) / length;
  let [na, nb] = [-(y - cy) * size, (x - cx) * size];
  if (na * a + nb * b < 0) [na, nb] = [-na, -nb];
  return [na, nb, -(na * cx + nb * cy)];
}
