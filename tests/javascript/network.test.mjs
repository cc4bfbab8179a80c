import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(new URL("../../pages/_chapters/boundaries/forward.js", import.meta.url), "utf8");
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
