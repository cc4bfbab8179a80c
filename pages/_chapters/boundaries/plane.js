// The plane: the class that a network predicts at every place, the points, and lines that can be dragged.
const [SIDE, GRIP] = [480, 12];

const rgb = (palette, v) => [palette[3 * v], palette[3 * v + 1], palette[3 * v + 2]];
const css = (palette, v) => `rgb(${rgb(palette, v).join(" ")})`;

function paint(context, size, colourAt) {
  const image = context.createImageData(size, size);
  for (let i = 0; i < size * size; i++) image.data.set([...colourAt(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
}

function planeOf(parent, run, header, title) {
  const figure = element(parent, "figure", { class: "plane" });
  if (title) element(figure, "figcaption", {}, title);
  const canvas = element(figure, "canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": run.alt });
  const under = document.createElement("canvas");
  under.width = under.height = run.side;
  const [context, ground] = [canvas.getContext("2d"), under.getContext("2d")];
  const classes = run.sizes.at(-1);
  const colours = header.colours.map((colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)));
  const across = (x) => ((x + run.half) / (2 * run.half)) * SIDE;
  const down = (y) => ((run.half - y) / (2 * run.half)) * SIDE;
  const cells = run.side * run.side;
  const tone = (shares) => (i) => {
    if (classes === 2) return rgb(header.ground, Math.round(255 * (shares[cells + i] || 0)));
    let best = 0;
    for (let c = 1; c < classes; c++) if (shares[c * cells + i] > shares[best * cells + i]) best = c;
    const sure = Math.max(0, (shares[best * cells + i] - 1 / classes) / (1 - 1 / classes)) * 0.6;
    return colours[best].map((v) => 248 * (1 - sure) + v * sure);
  };
  const draw = (logits, lines, chosen) => {
    paint(ground, run.side, tone(softmax(logits, classes, cells)));
    context.drawImage(under, 0, 0, SIDE, SIDE);
    lines.forEach(({ line, name }, k) => {
      const ends = segment(line, run.half);
      if (!ends) return;
      context.beginPath();
      ends.forEach(([x, y]) => context.lineTo(across(x), down(y)));
      context.strokeStyle = "#14171c";
      context.globalAlpha = k === chosen ? 1 : 0.55;
      context.lineWidth = k === chosen ? 4 : 1.75;
      context.stroke();
      context.globalAlpha = 1;
      const [x, y] = ends[0].map((v, i) => 0.94 * v + 0.06 * ends[1][i]);
      context.fillStyle = "#14171c";
      context.font = `600 16px ${header.font}`;
      context.textAlign = x > 0 ? "right" : "left";
      context.fillText(name, across(x) + (x > 0 ? -5 : 5), Math.min(Math.max(down(y), 16), SIDE - 6));
    });
    run.labels.forEach((label, i) => {
      context.beginPath();
      context.arc(across(run.places[2 * i]), down(run.places[2 * i + 1]), i < run.trained ? 4.5 : 2.5, 0, 2 * Math.PI);
      context.fillStyle = header.colours[label];
      context.fill();
      context.strokeStyle = i < run.trained ? "#fff" : "#14171c";
      context.lineWidth = 1;
      context.stroke();
    });
    context.font = `16px ${header.font}`;
    context.fillStyle = "#333";
    context.textAlign = "right";
    context.fillText("x →", SIDE - 5, SIDE - 7);
    context.textAlign = "left";
    context.fillText("↑ y", 5, 18);
  };
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    const [u, v] = [(event.clientX - edge.left) / edge.width, (event.clientY - edge.top) / edge.height];
    return [(2 * u - 1) * run.half, (1 - 2 * v) * run.half];
  };
  return { canvas, draw, at };
}

function legendOf(parent, run, header) {
  const legend = element(parent, "p", { class: "legend" });
  run.names.forEach((name, c) => {
    const item = element(legend, "span");
    element(item, "i", { class: "spot", style: `background: ${header.colours[c]}` });
    item.append(`class ${name}`);
  });
  if (run.trained < run.labels.length) {
    const item = element(legend, "span");
    element(item, "i", { class: "spot small" });
    item.append("small points: held out, not used for training");
  }
  const text = run.names.length === 2
    ? "background: the class that the network predicts; white: both classes near 50%"
    : "background: the class that the network predicts, the paler the less confident";
  element(legend, "span", {}, text);
}
