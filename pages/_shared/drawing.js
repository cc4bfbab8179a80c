// Elements, canvases and colours, shared by the components that draw.
const SVG = "http://www.w3.org/2000/svg";

export function element(parent, tag, attributes = {}, text = null) {
  const svg = parent.namespaceURI === SVG || tag === "svg";
  const made = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== null) made.textContent = text;
  parent.appendChild(made);
  return made;
}

// Whether a colour, "#rgb", "#rrggbb" or "rgb(r, g, b)", is nearer to black than to white.
export function isDark(colour) {
  const digits = colour.trim().replace("#", "");
  const size = digits.length === 3 ? 1 : 2;
  const [red, green, blue] = colour.includes("(")
    ? colour.match(/[\d.]+/g).map(Number)
    : [0, 1, 2].map((i) => parseInt(digits.slice(size * i, size * (i + 1)).repeat(3 - size), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

export const onDark = (box) => isDark(getComputedStyle(box).getPropertyValue("--st-background-color") || "#fff");

export function paintIndices(context, width, height, source, palette) {
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const index = 3 * source[i];
    image.data[4 * i] = palette[index];
    image.data[4 * i + 1] = palette[index + 1];
    image.data[4 * i + 2] = palette[index + 2];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

export function paintColours(context, width, height, source) {
  const image = context.createImageData(width, height);
  for (let p = 0; p < width * height; p++) {
    for (let c = 0; c < 3; c++) image.data[4 * p + c] = source[3 * p + c];
    image.data[4 * p + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// A gradient from the first to the last colour of a palette.
export function gradient(palette, stops = 16) {
  const at = Array.from({ length: stops + 1 }, (_, i) => 3 * Math.max(1, Math.round((255 * i) / stops)));
  return `linear-gradient(to right, ${at.map((i) => `rgb(${palette[i]} ${palette[i + 1]} ${palette[i + 2]})`).join(", ")})`;
}
