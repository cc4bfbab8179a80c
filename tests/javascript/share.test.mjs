import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { addressOf } = await load("share.js");
const { themeChanged } = await load("history.js", "page.js");
const film = (moment, isConnected = true) => ({ root: { isConnected }, moment });

for (const [what, href, copied] of [
  ["an address of its own stays", "https://a.test/Page?x=1", "https://a.test/Page?x=1"],
  ["in a frame of Community Cloud", "https://a.streamlit.app/~/+/Page?x=1", "https://a.streamlit.app/Page?x=1"],
  ["the first page in such a frame", "https://a.streamlit.app/~/+/", "https://a.streamlit.app/"],
  ["below a base path", "https://a.test/gallery/Page?x=1", "https://a.test/gallery/Page?x=1"],
  ["embedded", "https://a.test/Page?embed=true&x=1&embed_options=dark_theme&embed_options=show_padding", "https://a.test/Page?x=1"],
  ["embedded, in capitals", "https://a.test/Page?Embed=true", "https://a.test/Page"],
  ["a pinned run", "https://a.test/Page?pin_a=x%3D1%26y%3D2", "https://a.test/Page?pin_a=x%3D1%26y%3D2"],
  ["a setting that speaks of frames", "https://a.test/Page?x=/~/%2B/", "https://a.test/Page?x=/~/%2B/"],
]) test(what, () => assert.equal(addressOf(href, {}), copied));

test("a film's moment is in the link unless it is the usual one or the film is gone", () => {
  const films = { one: film(3), usual: film(null), gone: film(5, false), start: film(0) };
  const address = new URL(addressOf("https://a.test/Page?at_usual=2&at_gone=2&at_one=9", films));
  assert.deepEqual(Object.fromEntries(address.searchParams), { at_one: "3", at_start: "0" });
});

test("a theme changes once, and not when the page is first drawn", () => {
  const window = {};
  const seen = ["white", "white", "black", "black", "white"].map((background) => themeChanged(window, background));
  assert.deepEqual(seen, [false, false, true, false, true]);
});
