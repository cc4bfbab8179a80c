// Lines over a film's time, drawn at the size that the layout gives them, with a cursor at the present moment.
const LETTER = 6.2; // about the width of a letter of 11.5 px
const LINE = 13;

// What stands in the legend: one entry a series, one for all dashed series of one colour ("theory 1", "theory 2").
export function legendEntries(series) {
  const entries = [];
  for (const one of series) {
    const alike = series.filter((other) => one.dashed && other.dashed && other.colour === one.colour);
    if (alike.length < 2) entries.push({ ...one, shown: true });
    else if (alike[0] === one) entries.push({ ...one, name: one.name.replace(/\s*\d+$/, ""), shown: false });
  }
  return entries;
}

// The scale of the values: from, to, ticks, and a function to 0..1. A percentage runs from 0 to 100.
export function valueScale(panel, most) {
  const values = panel.series.flatMap((one) => one.values).filter((v) => v !== null && (!panel.log || v > 0));
  if (panel.reference) values.push(panel.reference.value);
  const percent = panel.unit === "%";
  let [low, high] = percent ? [0, 1] : [Math.min(...values), Math.max(...values)];
  if (!values.length) [low, high] = [0, 1];
  if (low === high) [low, high] = panel.log ? [low / 2, high * 2] : [low - 0.5, high + 0.5];
  const along = panel.log ? Math.log10 : (v) => v;
  const share = (v) => (along(v) - along(low)) / (along(high) - along(low));
  const shown = percent ? [0, 0.25, 0.5, 0.75, 1] : (panel.log ? logTicks : linearTicks)(low, high, most);
  const ticks = percent && most < 4 ? [0, 0.5, 1] : shown;
  return { share, ticks: ticks.map((value) => ({ value, label: percent ? `${100 * value}%` : tickLabel(value) })) };
}

// Names at the ends of the lines: [{ name, y, from }], or null where they would stand far from their lines.
export function endLabels(ends, top, bottom) {
  const placed = spread(ends.map((end) => end.y), LINE, top, bottom);
  const near = placed.every((y, i) => Math.abs(y - ends[i].y) <= LINE && y >= top);
  return near ? ends.map((end, i) => ({ ...end, from: end.y, y: placed[i] })) : null;
}

function linePath(values, x, y) {
  let path = "";
  let down = false;
  values.forEach((v, t) => {
    if (v !== null) path += `${down ? "L" : "M"}${x(t).toFixed(1)},${y(v).toFixed(1)}`;
    down = v !== null;
  });
  return path;
}

function drawReference(svg, { value, label }, right, left, y, top) {
  const at = y(value);
  element(svg, "line", { class: "reference", x1: left, x2: right, y1: at, y2: at });
  element(svg, "text", { x: right - 2, y: at - 4 < top + LINE ? at + LINE : at - 4, "text-anchor": "end", class: "halo" }, label);
}

function drawPlot(svg, panel, film, width, height) {
  const [top, bottom] = [7, height - 18];
  const scale = valueScale(panel, bottom - top > 110 ? 4 : 3);
  const left = 8 + LETTER * Math.max(5, ...scale.ticks.map((tick) => tick.label.length));
  const y = (v) => bottom - scale.share(v) * (bottom - top);
  const drawn = panel.series.map((one) => ({ ...one, values: one.values.map((v) => (panel.log && v <= 0 ? null : v)) }));
  const ends = drawn.filter((one) => !one.dashed && one.values.at(-1) !== null);
  const room = 8 + LETTER * Math.max(0, ...ends.map((one) => one.name.length));
  const fits = panel.series.length > 1 && room < 0.25 * width;
  const labels = fits ? endLabels(ends.map((one) => ({ name: one.name, y: y(one.values.at(-1)) })), top, bottom) : null;
  const right = width - (labels ? room : 8);
  const last = Math.max(film.moments.length - 1, 1);
  const x = (t) => left + (t / last) * (right - left);
  for (const { value, label } of scale.ticks) {
    element(svg, "line", { class: "axis", x1: left, x2: right, y1: y(value), y2: y(value) });
    element(svg, "text", { x: left - 5, y: y(value) + 4, "text-anchor": "end" }, label);
  }
  const ticks = momentTicks(film.moments, Math.max(3, Math.min(5, Math.floor((right - left) / 55))));
  element(svg, "line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom });
  ticks.forEach(({ at, label }, i) => {
    const anchor = i === 0 && at === 0 ? "start" : at === last ? "end" : "middle";
    element(svg, "line", { class: "axis", x1: x(at), x2: x(at), y1: bottom, y2: bottom + 4 });
    element(svg, "text", { x: anchor === "start" ? x(at) - 3 : x(at), y: height - 3, "text-anchor": anchor }, label);
  });
  if (panel.reference) drawReference(svg, panel.reference, right, left, y, top);
  for (const one of drawn) {
    const dash = one.dashed ? "5 4" : "none";
    element(svg, "path", { d: linePath(one.values, x, y), fill: "none", stroke: one.colour, "stroke-width": 2, "stroke-dasharray": dash });
  }
  labels?.forEach(({ name, y: at }) => element(svg, "text", { x: right + 5, y: at + 4 }, name));
  const cursor = element(svg, "line", { class: "cursor", y1: top, y2: bottom });
  const dots = drawn.map((one) => element(svg, "circle", { class: "dot", r: one.dashed ? 0 : 3.5, fill: one.colour }));
  const move = (t) => {
    cursor.setAttribute("x1", x(t));
    cursor.setAttribute("x2", x(t));
    drawn.forEach(({ values }, i) => {
      dots[i].setAttribute("visibility", values[t] === null ? "hidden" : "visible");
      if (values[t] === null) return;
      dots[i].setAttribute("cx", x(t));
      dots[i].setAttribute("cy", y(values[t]));
    });
  };
  return { move, momentAt: (px) => Math.min(last, Math.max(0, Math.round(((px - left) / (right - left)) * last))) };
}

export function curves(panel, film, box, choose) {
  const entries = legendEntries(panel.series);
  const legend = element(box, "div", { class: "legend" });
  const outputs = entries.map((entry) => {
    const item = element(legend, "span");
    element(item, "span", { class: entry.dashed ? "swatch dashed" : "swatch", style: `border-color: ${entry.colour}` });
    element(item, "span", {}, entry.shown ? `${entry.name} ` : entry.name);
    return element(item, "b");
  });
  const plot = element(box, "div", { class: "plot" });
  const svg = element(plot, "svg", { role: "img", "aria-label": panel.alt || panel.title });
  const said = panel.unit === "%" ? percentage : shortNumber;
  let now = 0;
  let drawn = null;
  new ResizeObserver(() => {
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    if (!width || !height) return;
    svg.replaceChildren();
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    drawn = drawPlot(svg, panel, film, width, height);
    drawn.move(now);
  }).observe(plot);
  const pick = (event) => {
    if (!drawn || (event.type === "pointermove" && !event.buttons)) return;
    choose(drawn.momentAt(event.clientX - svg.getBoundingClientRect().left));
  };
  svg.addEventListener("pointerdown", pick);
  svg.addEventListener("pointermove", pick);
  return (t) => {
    now = t;
    drawn?.move(t);
    entries.forEach((entry, i) => { outputs[i].textContent = entry.shown ? said(entry.values[t]) : ""; });
  };
}
