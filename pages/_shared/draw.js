// A field to draw on: white lines on black, as MNIST's are. After each stroke the picture goes to the server as a PNG.
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".draw");
  if (!root || root.ready) return;
  root.ready = true;
  const canvas = root.querySelector("canvas");
  const context = canvas.getContext("2d");
  const cue = root.querySelector(".cue");
  const clear = () => {
    cue.hidden = false;
    context.fillStyle = "#000";
    context.fillRect(0, 0, canvas.width, canvas.height);
  };
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [((event.clientX - edge.left) / edge.width) * canvas.width, ((event.clientY - edge.top) / edge.height) * canvas.height];
  };
  const line = (from, to) => {
    context.strokeStyle = "#fff";
    context.lineWidth = 22;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
  };
  let last = null;
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    cue.hidden = true;
    line(last, last);
    event.preventDefault();
  };
  canvas.onpointermove = (event) => {
    if (!last) return;
    const here = at(event);
    line(last, here);
    last = here;
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (!last) return;
    last = null;
    setStateValue("png", canvas.toDataURL("image/png"));
  };
  root.querySelector("button").onclick = () => { clear(); setStateValue("png", ""); };
  clear();
  if (data) {  // what was drawn before the visitor looked at something else
    cue.hidden = true;
    const before = new Image();
    before.onload = () => context.drawImage(before, 0, 0);
    before.src = data;
  }
}
