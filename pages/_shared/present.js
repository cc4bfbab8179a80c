// The keys of the presenter view. Arrow keys lead to the next and the previous step of a lesson; on other pages they move
// the first film or rank slider. What has the focus keeps its keys.
const BUSY = "input, textarea, select, canvas, [contenteditable], [role=slider], [role=radio], [role=tab], [role=combobox]";

export function actionOf(event, { busy, dialog, lesson }) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || dialog) return null;
  if (event.key === "Escape") return "leave";
  if (busy) return null;
  const forward = { ArrowRight: true, ArrowLeft: false, ...(lesson ? { PageDown: true, PageUp: false } : {}) }[event.key];
  if (forward === undefined) return null;
  return lesson ? (forward ? "next" : "back") : (forward ? "later" : "earlier");
}

// All roots of the page: components draw into shadow roots of their own.
function* roots(root) {
  yield root;
  for (const node of root.querySelectorAll("*")) if (node.shadowRoot) yield* roots(node.shadowRoot);
}

function focused(document) {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  return node;
}

function moveFilm(document, step) {
  for (const root of roots(document)) {
    const slider = root === document ? null : root.querySelector(".bar input[type=range]");
    if (!slider?.checkVisibility()) continue;
    slider.value = Number(slider.value) + step * (Number(slider.step) || 1);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
}

export default function ({ parentElement, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const leave = () => setTriggerValue("leave", true);
  button.onclick = leave;
  const way = (name) => document.querySelector(`.st-key-_lesson_${name}_above button`);
  const act = {
    leave,
    next: () => way("next").click(),
    back: () => way("back").click(),
    later: () => moveFilm(document, 1),
    earlier: () => moveFilm(document, -1),
  };
  const listen = (event) => {
    const action = actionOf(event, {
      busy: Boolean(focused(document)?.matches(BUSY)),
      dialog: Boolean(document.querySelector("[role=dialog]")),
      lesson: Boolean(way("next")),
    });
    if (action === null || !button.isConnected) return;
    event.preventDefault();
    act[action]();
  };
  window.addEventListener("keydown", listen);
  return () => window.removeEventListener("keydown", listen);
}
