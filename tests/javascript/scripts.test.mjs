// Every script of pages/_shared is a module whose only side effects are in what it exports.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { load, source } from "./load.mjs";

const scripts = readdirSync(new URL("../../pages/_shared/", import.meta.url)).filter((name) => name.endsWith(".js"));

for (const name of scripts) {
  test(`${name} is read and exports functions`, async () => {
    const module = await load(name);
    assert.ok(Object.values(module).length > 0);
    for (const value of Object.values(module)) assert.equal(typeof value, "function");
  });

  test(`${name} has no leftovers and no old habits`, () => {
    const text = source(name);
    for (const habit of [/\bvar /, /console\./, /debugger/, /[^=!]==[^=]/, /!=[^=]/, /innerHTML/, /\beval\(/]) {
      assert.doesNotMatch(text, habit);
    }
    text.split("\n").forEach((line, i) => assert.doesNotMatch(line, /\s+$/, `line ${i + 1} ends in spaces`));
  });
}
