// Streamlit adds an entry to the browser's history for every control that a preset sets, and one more for the emptied
// address when a visitor goes to another page. Back would then lead to settings that nobody chose, and begin their run.
// Here all that follows from one action of the visitor makes one entry: the first is added, the rest replaces it.
export function oneEntryForEachAction(window) {
  if (window.notABlackBoxHistory) return;
  window.notABlackBoxHistory = true;
  const { history } = window;
  const push = history.pushState.bind(history);
  let acted = false;
  for (const action of ["pointerdown", "keydown"]) window.addEventListener(action, () => { acted = true; }, true);
  // Back and Forward end an action: what the page then corrects in the address must not cut off the way forward.
  window.addEventListener("popstate", () => { acted = false; }, true);
  history.pushState = (...entry) => {
    if (acted) push(...entry);
    else history.replaceState(...entry);
    acted = false;
  };
}
