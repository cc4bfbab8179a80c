// Loads a script of pages/_shared as Streamlit does: as the text of a module.
import { readFileSync } from "node:fs";

const SHARED = new URL("../../pages/_shared/", import.meta.url);

export const source = (...names) => names.map((name) => readFileSync(new URL(name, SHARED), "utf8")).join("");

export const load = (...names) => import(`data:text/javascript,${encodeURIComponent(source(...names))}`);
