import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { columns, endLabels, gradient, isDark, legendEntries, valueScale, weights } = await load("drawing.js", "axes.js", "curves.js", "player.js");
const kinds = (...names) => names.map((kind) => ({ kind, weight: null }));

test("curves beside an image share a column of at most three", () => {
  assert.deepEqual(columns(kinds("pictures", "curves", "curves")), [[0], [1, 2]]);
  assert.deepEqual(columns(kinds("points", "curves", "points", "curves")), [[0], [1], [2], [3]]);
  assert.deepEqual(columns(kinds("matrix", "curves", "curves", "curves", "curves")), [[0], [1, 2, 3], [4]]);
  assert.deepEqual(columns(kinds("curves", "curves")), [[0], [1]]);
});

test("the image is the largest, unless a panel says its own weight", () => {
  const [image, curve] = weights(kinds("pictures", "curves"));
  assert.ok(image > 2 * curve);
  assert.ok(weights(kinds("points", "curves"))[0] > 1);
  assert.deepEqual(weights(kinds("points", "points", "matrix")), [1, 1, 1]);
  assert.equal(weights([{ kind: "matrix", weight: 3 }, { kind: "curves" }])[0], 3);
});

const curve = (values, more = {}) => ({ unit: "", log: false, series: [{ name: "a", values }], ...more });

test("a percentage runs from 0 to 100, another scale over its values and its reference", () => {
  const percent = valueScale(curve([0.3, 0.9], { unit: "%" }), 4);
  assert.deepEqual([percent.share(0), percent.share(1), percent.ticks.at(-1).label], [0, 1, "100%"]);
  const plain = valueScale(curve([2, null, 4], { reference: { value: 1, label: "" } }), 4);
  assert.deepEqual([plain.share(1), plain.share(4)], [0, 1]);
});

test("a logarithmic scale leaves out what has no logarithm, and a constant has a scale", () => {
  const log = valueScale(curve([0, 1e-4, 1e-2], { log: true }), 4);
  assert.ok(Math.abs(log.share(1e-3) - 0.5) < 1e-12);
  for (const constant of [curve([2, 2]), curve([2, 2], { log: true })]) {
    assert.ok(Math.abs(valueScale(constant, 4).share(2) - 0.5) < 1e-12);
  }
  assert.ok(Number.isFinite(valueScale(curve([null]), 4).share(0.5)));
});

test("names stand at the ends of lines only near them", () => {
  assert.deepEqual(endLabels([{ name: "a", y: 20 }, { name: "b", y: 60 }], 0, 100).map(({ y }) => y), [20, 60]);
  assert.equal(endLabels([50, 50, 50, 50, 50].map((y) => ({ name: "a", y })), 0, 100), null);
});

test("dashed series of one colour share an entry of the legend", () => {
  const series = [
    { name: "mode 1", colour: "red", dashed: false },
    { name: "theory 1", colour: "grey", dashed: true },
    { name: "theory 2", colour: "grey", dashed: true },
    { name: "other", colour: "blue", dashed: true },
  ];
  assert.deepEqual(legendEntries(series).map(({ name, shown }) => [name, shown]), [["mode 1", true], ["theory", false], ["other", true]]);
});

test("dark backgrounds are told from light ones", () => {
  const known = { "#14171c": true, "#fff": false, " rgb(20, 23, 28)": true, "rgba(255, 255, 255, 1)": false, "#000": true };
  for (const [colour, dark] of Object.entries(known)) assert.equal(isDark(colour), dark, colour);
});

test("a gradient runs from the first colour to the last", () => {
  const palette = Array.from({ length: 256 }, (_, i) => [i, 0, 255 - i]).flat();
  const drawn = gradient(palette, 2);
  assert.match(drawn, /rgb\(1 0 254\).*rgb\(128 0 127\).*rgb\(255 0 0\)/);
});

test("a logarithmic axis of ranks is ticked at powers of ten and its end, which do not overlap", async () => {
  const { rankTicks } = await load("drawing.js", "axes.js", "layers.js");
  assert.deepEqual([1, 8, 28, 128, 200, 1200].map(rankTicks), [[1], [1, 8], [1, 10, 28], [1, 10, 128], [1, 10, 100, 200], [1, 10, 100, 1200]]);
});
