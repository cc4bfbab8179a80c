import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (name) => readFileSync(new URL(`../../pages/_chapters/boundaries/${name}`, import.meta.url), "utf8");
const source = `${read("forward.js")}${read("lines.js")}${read("network.js")}export { Weights, linesOf, weightsOf };`;
const js = await import(`data:text/javascript,${encodeURIComponent(source)}`);
const near = (a, b) => a.forEach((v, i) => assert.ok(Math.abs(v - b[i]) < 1e-9, `${a} is not ${b}`));
const value = ([a, b, c], [x, y]) => a * x + b * y + c;

test("a line meets the edges of the square, or not", () => {
  near(js.segment([1, 0, -0.5], 1).flat().sort(), [-1, 0.5, 0.5, 1].sort());
  assert.equal(js.segment([1, 0, -2], 1), null);
  assert.equal(js.segment([0, 0, 1], 1), null);
  near([js.distance([3, 4, 5], [0, 0])], [1]);
});

test("a moved line goes through the pointer and keeps its weights", () => {
  const line = js.moved([2, -1, 7], [0.3, 0.8]);
  near(line.slice(0, 2), [2, -1]);
  near([value(line, [0.3, 0.8])], [0]);
});

test("a turned line goes through both places and keeps its steepness and its sides", () => {
  const before = [2, -1, 0.1];
  const line = js.turned(before, [0.1, 0.3], [0.6, 0.7]);
  near([value(line, [0.1, 0.3]), value(line, [0.6, 0.7])], [0, 0]);
  near([Math.hypot(line[0], line[1])], [Math.sqrt(5)]);
  assert.ok(line[0] * before[0] + line[1] * before[1] >= 0);
  assert.deepEqual(js.turned(before, [0.1, 0.3], [0.1, 0.3]), before);
});

test("an edit is written as it was read, with four digits", () => {
  for (const text of ["", "300:0.w.1.2=-1.2;1.b.0=0.5", "0.b.0=1"]) assert.equal(js.writeEdit(js.readEdit(text)), text);
  assert.equal(js.writeEdit({ step: null, changes: new Map([["0.b.0", 1.23456]]) }), "0.b.0=1.235");
});

const run = { sizes: [2, 2], frames: 2, parameters: 6, axes: [0, 1], weights: Float32Array.from([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]) };
const weights = (edit = "") => new js.Weights({ runs: [run], steps: [0, 10], edit, largest: 100, most_changes: 3 });

test("changes belong to one moment; a change at another one begins anew", () => {
  const changed = weights("0:0.b.0=9");
  assert.deepEqual([...changed.at(0)], [1, 2, 3, 4, 9, 6]);
  assert.deepEqual([...changed.at(1)], [0, 0, 0, 0, 0, 0]);
  changed.set(0, "0.w.1.0", 7);
  assert.equal(changed.tell(), "0:0.b.0=9;0.w.1.0=7");
  changed.set(1, "0.b.1", -1000);
  assert.equal(changed.tell(), "0.b.1=-100");
});

test("there are only so many changes, and the oldest goes first", () => {
  const changed = weights();
  for (const place of ["0.b.0", "0.b.1", "0.w.0.0", "0.b.0", "0.w.1.1"]) changed.set(1, place, 1);
  assert.equal(changed.tell(), "0.w.0.0=1;0.b.0=1;0.w.1.1=1");
});

test("an older text from the server does not undo a change that is on its way", () => {
  const changed = weights("0:0.b.0=9");
  changed.set(0, "0.b.1", 0.123456);
  changed.tell();
  assert.equal(changed.adopt("0:0.b.0=9"), false);
  assert.equal(changed.count, 2);
  assert.equal(changed.adopt("0:0.b.0=9;0.b.1=0.1235"), true);
  assert.equal(changed.adopt(""), true); // Reset
  assert.equal(changed.count, 0);
});

test("the border of two classes is where their logits tie, and its weights put it where it was dragged", () => {
  const header = { lines: true };
  const [border] = js.linesOf(run, header, run.weights, 2);
  assert.deepEqual(border.line, [1, 1, 1]); // (2 - 1) x + (4 - 3) y + (6 - 5)
  const changes = new Map(js.weightsOf(run, border, [2, -1, 0.5]));
  const after = js.edited(run.sizes, run.weights.subarray(0, 6), changes);
  assert.deepEqual(js.linesOf(run, header, after, 2)[0].line, [2, -1, 0.5]);
  assert.deepEqual([...after].filter((_, i) => [0, 2, 4].includes(i)), [1, 3, 5]); // class 0 stays
});

test("each unit of a hidden layer has its line, unless it receives more than x and y", () => {
  const hidden = { ...run, sizes: [2, 3, 2], axes: [0, -1] };
  const lines = js.linesOf(hidden, { lines: true }, Float32Array.from({ length: 17 }, (_, i) => i), 3);
  assert.deepEqual(lines.map(({ line }) => line), [[0, 0, 6], [1, 0, 7], [2, 0, 8]]);
  assert.deepEqual(js.weightsOf(hidden, lines[1], [5, 0, 6]), [["0.w.0.1", 5], ["0.b.1", 6]]);
  assert.deepEqual(js.linesOf(hidden, { lines: false }, null, 3), []);
});
