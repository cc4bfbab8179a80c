import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { linearTicks, logTicks, momentTicks, percentage, shortNumber, spread, tickLabel } = await load("axes.js");
const within = (ticks, low, high) => ticks.every((tick) => tick >= low && tick <= high);

for (const [low, high] of [[0.0722, 0.941], [0, 1], [-3.7, 12], [0.23, 2.43], [17, 19], [1e-7, 3e-6], [0, 5321], [-1, -0.4]]) {
  test(`2 to 4 round and even linear ticks from ${low} to ${high}`, () => {
    const ticks = linearTicks(low, high, 4);
    assert.ok(ticks.length >= 2 && ticks.length <= 4, `${ticks}`);
    assert.ok(within(ticks, low, high), `${ticks}`);
    const step = ticks[1] - ticks[0];
    ticks.forEach((tick) => assert.ok(Math.abs(tick / step - Math.round(tick / step)) < 1e-6, `${tick} of ${step}`));
    assert.ok([1, 2, 2.5, 5].includes(Number(Number(step.toPrecision(6)).toExponential().split("e")[0])), `${step}`);
  });
}

test("ends that are round are ticked", () => {
  assert.deepEqual(linearTicks(0, 20, 5), [0, 5, 10, 15, 20]);
  assert.deepEqual(linearTicks(0, 0.3, 4), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(linearTicks(3, 3), [3]);
});

test("logarithmic ticks are powers of ten, thinned where there are many", () => {
  assert.deepEqual(logTicks(0.0000398, 0.608, 4), [1e-4, 1e-3, 1e-2, 1e-1]);
  assert.deepEqual(logTicks(1e-12, 1, 4), [1e-12, 1e-8, 1e-4, 1]);
  assert.deepEqual(logTicks(1, 1000, 4), [1, 10, 100, 1000]);
  assert.deepEqual(logTicks(0.0156, 0.37, 4), [0.02, 0.05, 0.1, 0.2]);
  assert.deepEqual(logTicks(0.0156, 0.37, 3), [0.02, 0.1]);
  assert.deepEqual(logTicks(6, 9, 4), [6, 7, 8, 9]);
});

test("values are short", () => {
  for (const [value, said] of [[0.0000398, "4.0e-5"], [0.00123, "0.00123"], [2.6457, "2.65"], [0, "0"], [-0.5, "−0.5"], [3000, "3,000"], [1234.5, "1,230"], [2.5e7, "2.5e7"], [null, "–"], [NaN, "–"]]) {
    assert.equal(shortNumber(value), said);
  }
  for (const [value, said] of [[0.1, "0.1"], [1e-4, "1e-4"], [2.5e-5, "2.5e-5"], [3000, "3,000"], [0, "0"], [1e6, "1e6"], [1000.1, "1,000.1"]]) {
    assert.equal(tickLabel(value), said);
  }
});

test("nearly all is never all", () => {
  for (const [share, said] of [[0.8993, "89.9%"], [1, "100%"], [0.9998, "99.98%"], [0.94, "94.0%"], [0.99999, "99.99%"], [0.1, "10.0%"], [0, "0%"], [null, "–"]]) {
    assert.equal(percentage(share), said);
  }
});

const said = (ticks) => ticks.map(({ at, label }) => `${at}: ${label}`);
const moments = (name, values) => values.map((value) => `${name}${value}`);

test("even moments are ticked at round numbers, between two moments where they must", () => {
  const epochs = moments("epoch ", Array.from({ length: 21 }, (_, i) => i));
  assert.deepEqual(said(momentTicks(epochs, 5)), ["0: epoch 0", "5: 5", "10: 10", "15: 15", "20: 20"]);
  const few = moments("epoch ", [0, 1, 2, 3]);
  assert.deepEqual(said(momentTicks(few, 5)), ["0: epoch 0", "1: 1", "2: 2", "3: 3"]);
  assert.deepEqual(said(momentTicks(moments("epoch ", Array.from({ length: 9 }, (_, i) => i)), 4)), ["0: epoch 0", "4: 4", "8: 8"]);
  const times = moments("t = ", ["0.00", "0.40", "0.80", "1.20", "1.60", "2.00"]);
  assert.deepEqual(said(momentTicks(times, 5)), ["0: t = 0", "1.25: 0.5", "2.5: 1", "3.75: 1.5", "5: 2"]);
});

test("uneven moments are ticked where round numbers fall between them", () => {
  const steps = [0, 1, 2, 3, 6, 9, 13, 21, 31, 54, 77, 120, 190, 310, 470, 740, 1170, 2000, 3000];
  const ticks = momentTicks(moments("step ", steps.map((step) => step.toLocaleString("en"))), 4);
  assert.equal(ticks.length, 4);
  assert.deepEqual(ticks[0], { at: 0, label: "step 0" });
  ticks.slice(1).forEach(({ at, label }, i) => {
    const value = Number(label.replace(",", ""));
    assert.match(label, /^[1-9][0,]*$/);
    const [before, share] = [Math.floor(at), at - Math.floor(at)];
    assert.ok(Math.abs(steps[before] + share * ((steps[before + 1] ?? 0) - steps[before]) - value) < 1e-9, label);
    assert.ok(at > ticks[i].at + 2);
  });
  const falling = moments("s = ", [3, 2, 1]);
  assert.deepEqual(said(momentTicks(falling)), ["0: s = 3", "2: s = 1"]);
});

test("moments that are no numbers are named at both ends, a single one once", () => {
  assert.deepEqual(said(momentTicks(["before", "after"])), ["0: before", "1: after"]);
  assert.deepEqual(said(momentTicks(["layer 1", "pool 2", "layer 3"])), ["0: layer 1", "2: layer 3"]);
  assert.deepEqual(said(momentTicks(["the end"])), ["0: the end"]);
});

test("labels keep their order and distance, and stay where they are when they have room", () => {
  assert.deepEqual(spread([10, 50, 90], 13, 0, 100), [10, 50, 90]);
  const close = spread([50, 52, 51], 10, 0, 100);
  assert.deepEqual([close[0] < close[2], close[2] < close[1]], [true, true]);
  const sorted = [...close].sort((a, b) => a - b);
  assert.ok(sorted[1] - sorted[0] >= 10 && sorted[2] - sorted[1] >= 10);
  assert.ok(Math.abs(sorted[1] - 51) < 1e-9);
  assert.deepEqual(spread([98, 99], 10, 0, 100), [90, 100]);
});
