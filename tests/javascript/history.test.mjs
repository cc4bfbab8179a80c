import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { oneEntryForEachAction } = await load("history.js");

// A window whose history keeps its entries, as a browser's does.
function browser() {
  const listeners = {};
  const entries = ["start"];
  const window = {
    entries,
    addEventListener: (name, listener) => { (listeners[name] ??= []).push(listener); },
    happen: (name) => listeners[name]?.forEach((listener) => listener()),
    history: {
      pushState: (state, title, url) => entries.push(url),
      replaceState: (state, title, url) => { entries[entries.length - 1] = url; },
    },
  };
  oneEntryForEachAction(window);
  return window;
}

test("all that follows from one click makes one entry", () => {
  const window = browser();
  window.happen("pointerdown");
  for (const url of ["?a=1", "?a=1&b=2", "?b=2"]) window.history.pushState({}, "", url);
  assert.deepEqual(window.entries, ["start", "?b=2"]);
  window.happen("keydown");
  window.history.pushState({}, "", "?c=3");
  assert.deepEqual(window.entries, ["start", "?b=2", "?c=3"]);
});

test("what the page corrects by itself adds no entry", () => {
  const window = browser();
  window.history.pushState({}, "", "?corrected");
  assert.deepEqual(window.entries, ["?corrected"]);
});

test("a correction after Back does not cut off the way forward", () => {
  const window = browser();
  window.happen("pointerdown"); // on something that leaves the address alone
  window.happen("popstate");
  window.history.pushState({}, "", "?corrected");
  assert.deepEqual(window.entries, ["?corrected"]);
});

test("a second component on the page changes nothing", () => {
  const window = browser();
  oneEntryForEachAction(window);
  window.happen("pointerdown");
  window.history.pushState({}, "", "?a");
  assert.deepEqual(window.entries, ["start", "?a"]);
});
