import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { actionOf } = await load("present.js");
const free = { busy: false, dialog: false, lesson: false };

for (const [what, event, state, action] of [
  ["an arrow moves the film", { key: "ArrowRight" }, {}, "later"],
  ["the other arrow moves it back", { key: "ArrowLeft" }, {}, "earlier"],
  ["in a lesson arrows lead to its steps", { key: "ArrowRight" }, { lesson: true }, "next"],
  ["and back", { key: "ArrowLeft" }, { lesson: true }, "back"],
  ["as a presenter's remote control does", { key: "PageDown" }, { lesson: true }, "next"],
  ["which scrolls other pages", { key: "PageDown" }, {}, null],
  ["a slider with the focus keeps its arrows", { key: "ArrowRight" }, { busy: true }, null],
  ["Escape leaves, whatever has the focus", { key: "Escape" }, { busy: true }, "leave"],
  ["but closes a dialog first", { key: "Escape" }, { dialog: true }, null],
  ["keys of the browser are its own", { key: "ArrowLeft", altKey: true }, {}, null],
  ["what another part has handled is done", { key: "ArrowRight", defaultPrevented: true }, {}, null],
  ["other keys do nothing", { key: "a" }, {}, null],
]) test(what, () => assert.equal(actionOf(event, { ...free, ...state }), action));
