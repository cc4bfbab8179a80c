// Copies the address of what is on the screen: what the page keeps in it, and where every film stands (see player.js).
// On Streamlit Community Cloud an app lives in a frame whose path begins with /~/+/, and only the address without that
// wakes an app that sleeps. How an app is embedded is no part of what a link shares.
export function addressOf(href, films) {
  const address = new URL(href);
  address.pathname = address.pathname.replace("/~/+/", "/");
  for (const name of [...address.searchParams.keys()]) {
    if (["embed", "embed_options"].includes(name.toLowerCase())) address.searchParams.delete(name);
  }
  for (const [name, { root, moment }] of Object.entries(films)) {
    if (root.isConnected && moment !== null) address.searchParams.set(`at_${name}`, moment);
    else address.searchParams.delete(`at_${name}`);
  }
  return address.toString();
}

// The page's height in its present width, for a frame that shows it.
const height = () => {
  const content = document.querySelector("[data-testid=stMainBlockContainer]")?.scrollHeight ?? 0;
  return Math.min(Math.max(Math.ceil(content / 50) * 50, 400), 1000);
};

export default function ({ parentElement, setStateValue }) {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  const shared = addressOf(window.location.href, window.notABlackBoxMoments ?? {});
  if (button.shared !== shared) {
    button.shared = shared;
    setStateValue("place", { address: shared, height: height() });
  }
  button.onclick = async () => {
    const address = addressOf(window.location.href, window.notABlackBoxMoments ?? {});
    field.value = address;
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = "Copied";
    } catch {
      // Without https a page may not write to the clipboard: then the address stands selected, to copy by hand.
      field.hidden = false;
      field.select();
      button.textContent = "Copy it from here";
    }
    setTimeout(() => { button.textContent = "Copy link"; }, 3000);
  };
}
