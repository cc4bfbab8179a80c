// A square over an image. Where it ends up goes to the server when the pointer, the key or the slider is let go.
export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".crop");
  if (!root || root.image === data.image) return;
  root.image = data.image;
  const image = root.querySelector("img");
  const frame = root.querySelector(".square");
  const size = root.querySelector("input");
  let { left, top, side } = data;
  const largest = Math.min(data.width, data.height);
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const draw = () => {
    left = clamp(left, 0, data.width - side);
    top = clamp(top, 0, data.height - side);
    frame.style.left = `${(100 * left) / data.width}%`;
    frame.style.top = `${(100 * top) / data.height}%`;
    frame.style.width = `${(100 * side) / data.width}%`;
    frame.style.height = `${(100 * side) / data.height}%`;
  };
  const send = () =>
    setStateValue("square", { image: data.image, left: Math.round(left), top: Math.round(top), side: Math.round(side) });
  image.src = data.uri;
  size.min = data.least;
  size.max = largest;
  size.value = side;
  size.disabled = data.least === largest;
  size.oninput = () => {
    const middle = [left + side / 2, top + side / 2];
    side = Number(size.value);
    [left, top] = middle.map((at) => at - side / 2);
    draw();
  };
  size.onchange = send;
  let grip = null;
  frame.onpointerdown = (event) => {
    frame.setPointerCapture(event.pointerId);
    grip = { x: event.clientX, y: event.clientY, left, top };
    frame.focus();
    event.preventDefault();
  };
  frame.onpointermove = (event) => {
    if (!grip) return;
    const scale = data.width / image.getBoundingClientRect().width;
    left = grip.left + (event.clientX - grip.x) * scale;
    top = grip.top + (event.clientY - grip.y) * scale;
    draw();
  };
  frame.onpointerup = frame.onpointercancel = () => {
    if (!grip) return;
    grip = null;
    send();
  };
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  frame.onkeydown = (event) => {
    const move = moves[event.key];
    if (!move) return;
    const step = (event.shiftKey ? 0.1 : 0.02) * largest;
    left += move[0] * step;
    top += move[1] * step;
    draw();
    event.preventDefault();
  };
  frame.onkeyup = (event) => { if (moves[event.key]) send(); };
  draw();
}
