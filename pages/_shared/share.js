// Copies the address of what is on the screen: what the page keeps in it, and where every film stands (see player.js).
function addressNow() {
  const address = new URL(window.location.href);
  for (const [name, { root, moment }] of Object.entries(window.notABlackBoxMoments ?? {})) {
    if (root.isConnected && moment !== null) address.searchParams.set(`at_${name}`, moment);
    else address.searchParams.delete(`at_${name}`);
  }
  return address.toString();
}

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  button.onclick = async () => {
    const address = addressNow();
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
