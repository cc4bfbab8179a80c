// Text in charts has the ink of the theme in which the page was drawn, and Streamlit draws none anew when a visitor's
// system turns dark or light. It calls this file again, which then asks for the page in the new theme, once a change.
export function themeChanged(window, background) {
  const before = window.notABlackBoxBackground;
  window.notABlackBoxBackground = background;
  return before !== undefined && before !== background;
}

export default function ({ parentElement, setTriggerValue }) {
  oneEntryForEachAction(window); // from history.js, which precedes this file
  const background = getComputedStyle(parentElement.host ?? parentElement).getPropertyValue("--st-background-color");
  if (themeChanged(window, background)) setTriggerValue("theme", background);
}
