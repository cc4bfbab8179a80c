// Lines in the plane that a pointer drags: where a unit of the first layer has the sum 0, or, without a hidden layer, the
// border between two classes. In its middle a line moves, near its end it turns.
function linesOf(run, header, weights, count) {
  if (!header.lines) return [];
  const at = (input, unit) => (input < 0 ? 0 : weights[indexOf(run.sizes, placeOf(0, input, unit))]);
  const bias = (unit) => weights[indexOf(run.sizes, placeOf(0, null, unit))];
  const line = (unit) => [...run.axes.map((input) => at(input, unit)), bias(unit)];
  if (run.sizes.length > 2) return Array.from({ length: count }, (_, unit) => ({ name: `${unit + 1}`, unit, line: line(unit), base: [0, 0, 0] }));
  const [zero, one] = [line(0), line(1)];
  return [{ name: "border", unit: 1, line: one.map((value, k) => value - zero[k]), base: zero }];
}

// The weights of a line, as [place, value].
function weightsOf(run, { unit, base }, line) {
  const kernel = run.axes.map((input, k) => [input, k]).filter(([input]) => input >= 0);
  return [...kernel.map(([input, k]) => [placeOf(0, input, unit), line[k] + base[k]]), [placeOf(0, null, unit), line[2] + base[2]]];
}

// Let a pointer drag the lines that `lines()` returns. `start(unit)` is called when one is taken, `change(weights)` as it
// moves, `end(moved)` when it is let go, and `hover()` when the line under the pointer has changed.
function dragLines(plane, run, lines, { start, change, end, hover }) {
  const { canvas } = plane;
  const state = { chosen: -1, drag: null };
  const under = (event) => {
    const all = lines();
    const grip = (GRIP * (event.pointerType === "touch" ? 2 : 1) * 2 * run.half) / SIDE;
    const away = all.map(({ line }) => (segment(line, run.half) ? distance(line, plane.at(event)) : Infinity));
    const index = away.indexOf(Math.min(...away));
    return away[index] < grip ? { index, ...all[index] } : null;
  };
  canvas.onpointerdown = (event) => {
    const found = under(event);
    if (!found) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    const ends = segment(found.line, run.half);
    const centre = [0, 1].map((k) => (ends[0][k] + ends[1][k]) / 2);
    const from = (place) => Math.hypot(place[0] - centre[0], place[1] - centre[1]);
    const turn = Math.min(...run.axes) >= 0 && from(plane.at(event)) > 0.55 * from(ends[0]);
    state.drag = { ...found, centre, turn, moved: false };
    state.chosen = found.index;
    start(found.unit);
  };
  canvas.onpointermove = (event) => {
    const { drag } = state;
    if (drag) {
      const at = plane.at(event);
      drag.moved = true;
      return change(weightsOf(run, drag, drag.turn ? turned(drag.line, drag.centre, at) : moved(drag.line, at)));
    }
    const index = under(event)?.index ?? -1;
    canvas.style.cursor = index < 0 ? "" : "grab";
    if (index === state.chosen) return;
    state.chosen = index;
    hover();
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    const { drag } = state;
    state.drag = null;
    if (drag) end(drag.moved);
  };
  // A finger that begins on a line drags it; elsewhere it scrolls the page.
  canvas.addEventListener("touchstart", (event) => { if (state.drag) event.preventDefault(); }, { passive: false });
  return state;
}
