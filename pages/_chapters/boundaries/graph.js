// The network as a graph: units with their outputs over the plane, weights as lines, and what lies under the pointer.
const [TILE, MOST_DRAWN] = [24, 12];

function graphOf(parent, run, header) {
  const figure = element(parent, "figure", { class: "graph" });
  const canvas = element(figure, "canvas", { role: "img", "aria-label": header.graph_alt });
  const context = canvas.getContext("2d");
  const tile = document.createElement("canvas");
  tile.width = tile.height = TILE;
  const small = tile.getContext("2d");
  const shown = run.sizes.map((size) => Math.min(size, MOST_DRAWN));
  const classes = run.sizes.at(-1);
  const signed = () => (onDark(canvas) ? header.signed_on_dark : header.signed);
  let nodes, edges, width, height, size;
  const place = () => {
    const ratio = window.devicePixelRatio || 1;
    width = canvas.clientWidth || 420;
    height = Math.min(Math.max(260, 40 + 34 * Math.max(...shown)), 420);
    canvas.style.height = `${height}px`;
    [canvas.width, canvas.height] = [width * ratio, height * ratio];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    size = Math.min(34, (0.86 * (height - 36)) / Math.max(...shown), (0.6 * width) / shown.length);
    const [left, right] = [58, 66];
    nodes = shown.map((count, depth) => Array.from({ length: count }, (_, unit) => [
      left + ((width - left - right) * depth) / (shown.length - 1),
      26 + ((height - 36) * (unit + 0.5)) / count,
    ]));
    edges = shown.slice(1).flatMap((count, depth) => Array.from({ length: shown[depth] * count }, (_, k) => {
      const [input, unit] = [Math.floor(k / count), k % count];
      return { place: placeOf(depth, input, unit), from: nodes[depth][input], to: nodes[depth + 1][unit] };
    }));
  };
  const map = (values, [x, y]) => {
    const limit = ["tanh", "sigmoid"].includes(run.activation) ? 1 : values.reduce((a, v) => Math.max(a, Math.abs(v)), 1e-9);
    const step = run.side / TILE;
    paint(small, TILE, (i) => {
      const cell = Math.floor((Math.floor(i / TILE) + 0.5) * step) * run.side + Math.floor(((i % TILE) + 0.5) * step);
      return rgb(signed(), Math.round(128 + 127 * Math.max(-1, Math.min(1, values[cell] / limit || 0))));
    });
    context.drawImage(tile, x - size / 2, y - size / 2, size, size);
  };
  const draw = (weights, outputs, chosen) => {
    const style = getComputedStyle(canvas);
    const [ink, cells] = [style.color, run.side * run.side];
    context.clearRect(0, 0, width, height);
    for (const edge of edges) {
      const value = weights[indexOf(run.sizes, edge.place)];
      const share = Math.max(-1, Math.min(1, value / run.limit || 0));
      const line = (colour, thick, alpha) => {
        context.beginPath();
        context.moveTo(...edge.from);
        context.lineTo(...edge.to);
        [context.strokeStyle, context.lineWidth, context.globalAlpha] = [colour, thick, alpha];
        context.stroke();
        context.globalAlpha = 1;
      };
      const strength = Math.sqrt(Math.abs(share));
      if (edge.place === chosen) line(ink, 5 + 5 * strength, 0.35);
      line(css(signed(), value < 0 ? 60 : 205), 0.75 + 5 * strength, 0.4 + 0.6 * strength);
    }
    context.textBaseline = "middle";
    const gap = nodes[1][0][0] - nodes[0][0][0];
    const [roomy, tight] = [gap > 70, gap < size + 24];
    nodes.forEach((column, depth) => column.forEach(([x, y], unit) => {
      if (depth === nodes.length - 1) {
        context.fillStyle = header.colours[unit];
        context.fillRect(x - size / 2, y - size / 2, size, size);
      } else {
        const values = depth ? outputs[depth - 1] : run.grid;
        map(values.subarray(unit * cells, (unit + 1) * cells), [x, y]);
      }
      context.strokeStyle = ink;
      context.lineWidth = depth && chosen === placeOf(depth - 1, null, unit) ? 3.5 : 0.75;
      context.strokeRect(x - size / 2, y - size / 2, size, size);
      context.fillStyle = ink;
      context.font = `13px ${header.font}`;
      context.textAlign = depth === nodes.length - 1 ? "left" : "right";
      const name = depth === 0 ? run.inputs_named[unit] : depth === nodes.length - 1 ? `class ${run.names[unit]}`.slice(0, 12) : unit + 1;
      if (depth && depth < nodes.length - 1 && tight) {
        // Between close columns there is no room beside a unit: its number stands in its corner.
        context.textAlign = "left";
        context.lineWidth = 3;
        context.strokeStyle = style.getPropertyValue("--st-background-color");
        context.strokeText(name, x - size / 2 + 3, y - size / 2 + 8);
        context.fillText(name, x - size / 2 + 3, y - size / 2 + 8);
      } else context.fillText(name, depth === nodes.length - 1 ? x + size / 2 + 5 : x - size / 2 - 4, y);
    }));
    context.textAlign = "center";
    context.font = `600 13px ${header.font}`;
    nodes.forEach((column, depth) => {
      const name = depth === 0 ? "input" : depth === nodes.length - 1 ? "output" : roomy ? `layer ${depth}` : depth;
      context.fillText(name, column[0][0], 10);
    });
  };
  // The weight or unit under the pointer.
  const hit = (event) => {
    const edge = canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
    for (let depth = 1; depth < nodes.length; depth++) {
      const unit = nodes[depth].findIndex(([nx, ny]) => Math.max(Math.abs(nx - x), Math.abs(ny - y)) <= size / 2 + 2);
      if (unit >= 0) return placeOf(depth - 1, null, unit);
    }
    let [nearest, found] = [event.pointerType === "touch" ? 16 : 8, null];
    for (const { place: name, from, to } of edges) {
      if (x < from[0] || x > to[0]) continue;
      const along = (x - from[0]) / (to[0] - from[0]);
      const slope = (to[1] - from[1]) / (to[0] - from[0]);
      const off = Math.abs(y - from[1] - along * (to[1] - from[1])) / Math.hypot(1, slope);
      if (off < nearest) [nearest, found] = [off, name];
    }
    return found;
  };
  place();
  return { canvas, draw, hit, place, shown };
}
