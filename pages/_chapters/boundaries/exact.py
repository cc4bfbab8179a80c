"""Decision Boundaries, what can be said exactly: one layer's map, how far the answer holds, and what to take away."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from core.boundaries import charts, code, drawing, geometry, planes
from core.boundaries.engine import unpack
from core.boundaries.training import BoundaryParams, BoundaryRun, request, switches
from core.charts import images
from pages._chapters.boundaries.film import colours_of, moments
from pages._shared import layout, runs
from pages._shared.player import Points, player

SLUG = "boundaries"
OWN_MATRIX = "your own matrix"
GIF_FRAMES = 61


def one_layer(run: BoundaryRun) -> None:
    """A square weight taken apart, a lift to three dimensions, and linear layers as one."""
    left, right = st.columns(2)
    with left:
        _square(run)
    with right:
        _lift(run)
    _collapse(run)


def _square(run: BoundaryRun) -> None:
    st.markdown("##### A square weight turns, stretches, turns")
    kernels = [kernel for kernel, _ in unpack(run.weights[-1], run.net)]
    mine = {f"layer {i + 1}": kernel for i, kernel in enumerate(kernels) if kernel.shape == (2, 2)}
    chosen = st.selectbox("2 x 2 weight", [*mine, OWN_MATRIX], key=f"{SLUG}_square")
    kernel = mine[chosen] if chosen in mine else _own_matrix()
    parts = geometry.take_apart(kernel)
    path = geometry.svd_path(parts)
    grid = geometry.plane_grid(1.0, planes.GRID)
    moved = np.einsum("fij,nj->fni", path, np.concatenate([grid, run.points[:200] / planes.half_width(run)]))
    reach = 1.1 * float(np.abs(moved).max())
    names = [f"turn by {parts.first_turn:.0f}°", f"stretch by {parts.stretch[0]:.2f} and {parts.stretch[1]:.2f}"]
    names.append(f"turn by {parts.second_turn:.0f}°")
    panel = Points(
        title="The plane under this weight",
        positions=moved,
        colours=["#000"] * len(grid) + colours_of(run.labels[:200]),
        radius=[0.0] * len(grid) + [3.0] * len(run.labels[:200]),
        lines=drawing.GRID_LINES,
        line_colours=["#8a8f98"] * len(drawing.GRID_LINES),
        extent=(-reach, reach, -reach, reach),
        alt=f"A grid that is moved by {', '.join(names)}.",
    )
    steps = [names[min(2, 3 * i // len(path))] for i in range(len(path))]
    player([panel], moments=steps, key="boundaries_square_film", seconds=4.0)
    flipped = " The negative stretch turns the plane over: no turn alone can do that." if parts.determinant < 0 else ""
    st.markdown(
        f"SVD: {', then '.join(names)}. The same map as a shear by {parts.shear:.2f}, a scaling by "
        f"{parts.scales[0]:.2f} and {parts.scales[1]:.2f}, and one turn by {parts.turn:.0f}° (QR). Areas grow by det "
        f"= {parts.determinant:.2f}.{flipped}"
    )


def _own_matrix() -> np.ndarray:
    columns = st.columns(4)
    names, values = ("w₁₁", "w₁₂", "w₂₁", "w₂₂"), (1.0, 0.8, -0.4, 1.2)
    entries = [
        column.number_input(name, -5.0, 5.0, value, 0.1, key=f"{SLUG}_w{i}", bind="query-params")
        for i, (column, name, value) in enumerate(zip(columns, names, values, strict=True))
    ]
    return np.array(entries).reshape(2, 2)


def _lift(run: BoundaryRun) -> None:
    st.markdown("##### Three units lift the plane")
    other = replace(BoundaryParams(), dataset="donut", units=3)
    shown = run if 3 in run.net.sizes[1:-1] else runs.ask(request(other))
    half = planes.half_width(shown)
    border = planes.join_lines(planes.boundary_lines(shown, -1, half))
    lifted = drawing.lift(shown, border, half)
    if lifted is None:
        return
    grid, count = planes.GRID**2, len(shown.labels[:200])
    size = lifted.positions.shape[1]
    panel = Points(
        title="The layer of three units, turned around" + ("" if shown is run else " (the donut with 3 tanh)"),
        positions=lifted.positions,
        colours=["#000"] * grid + colours_of(shown.labels[:200]) + ["#000"] * (size - grid - count),
        radius=[0.0] * grid + [3.5] * count + [0.0] * (size - grid - count),
        lines=[*drawing.GRID_LINES, list(range(grid + count, size))],
        line_colours=["#8a8f9866"] * len(drawing.GRID_LINES),
        dashed=[len(drawing.GRID_LINES)],
        alt="The sheet of the plane bent in space, with the points on it and the flat cut between the classes.",
    )
    angles = [f"{5 * i}°" for i in range(len(lifted.positions))]
    player([panel], moments=angles, key="boundaries_lift", start=8, seconds=8.0)
    st.markdown(
        f"2 → 3 → 2: the sheet is the plane after tanh, and the dashed line is where the flat cut of the output meets "
        f"it. It gets {shown.accuracy[-1]:.1%} of {len(shown.labels)} points right. Wherever the cut slices off a "
        f"cap, there is an island."
    )


def _collapse(run: BoundaryRun) -> None:
    st.markdown("##### Linear layers are one layer")
    linear = run.params.layers == 0 or run.params.activation == "linear"
    found = geometry.collapse(run.weights[-1], run.net, planes.columns(run, run.points))
    labels = [f"class {name}" for name in run.names]
    frame = pd.DataFrame(found.kernel.T, index=labels).round(3)
    frame.columns = [*planes.column_names(run)]
    frame["bias"] = found.bias.round(3)
    st.dataframe(frame)
    chain = " · ".join(f"W{i + 1} ({a} x {b})" for i, ((a, b), _) in enumerate(run.net.shapes))
    if linear:
        st.markdown(
            f"The table is {chain} multiplied out, W = W₁W₂…, b = W₂ᵀb₁ + b₂…. Its logits differ from the layers' own "
            f"by at most **{found.largest_error:.1e}**, and float32 alone leaves up to {found.rounding:.1e} open: the "
            f"same map."
        )
    else:
        st.markdown(
            f"The table is {chain} multiplied out as if there were no {run.params.activation} between them. Its "
            f"logits are off by up to **{found.largest_error:.3g}**, where rounding would explain "
            f"{found.rounding:.1e}: the activations do the rest. Choose “linear” as the activation to see the "
            f"difference vanish."
        )


# --- beyond ----------------------------------------------------------------------------------------------------------


def beyond(run: BoundaryRun) -> None:
    """Accuracy by distance from the middle, out to where there are no data; and the phase feature."""
    mine = _reach(run)
    far = geometry.FAR
    panel = Points(
        title=f"The same net, seen on [-{far:g}, {far:g}]²",
        positions=run.points[None],
        colours=colours_of(run.labels),
        radius=1.5,
        extent=(-far, far, -far, far),
        backdrop=_far_ground(run.params, run),
        palette="two classes",
        axes=("x", "y"),
        alt="The net's answer far beyond its points.",
    )
    left, right = st.columns([2, 3])
    with left:
        frames = planes.pick_frames(run, 31)
        player([panel], moments=moments(run, frames), key="boundaries_far")
    with right:
        if mine is None:
            st.info("This set's rule ends with its points, so there is no right answer beyond them. Try the spiral.")
            return
        curves = {_label(run): mine.accuracy}
        said = f"Farther out than its points ({mine.limit:.2f}) this net is right in **{mine.beyond():.1%}** of places"
        if run.params.dataset == "spiral":
            phase = replace(run.params, layers=0, own="", **switches("phase")).canonical()
            other: BoundaryRun = runs.ask(request(phase))
            theirs = _reach(other)
            if theirs is not None and not run.params.f_phase:
                curves["linear, with the phase"] = theirs.accuracy
                said += f", the linear net that is shown the phase θ − kr in **{theirs.beyond():.1%}**"
        layout.chart(charts.reach(mine.radius, curves, mine.limit, 1 / len(run.names)))
        st.markdown(
            f"{said}; guessing gets {1 / len(run.names):.0%}. A tanh net's answer far out is made of straight "
            f"sectors. An arm winds on, so the answer is right in one sector and wrong in the next. What holds beyond "
            f"the data is what the features know."
        )


def _label(run: BoundaryRun) -> str:
    p = run.params
    return f"this net ({p.layers} x {p.units} {p.activation})" if p.layers else "this net (linear)"


def _reach(run: BoundaryRun) -> geometry.Reach | None:
    limit = float(np.linalg.norm(run.points, axis=1).max())
    p = run.params
    return geometry.reach(
        run.weights[-1], run.net, dataset=p.dataset, names=p.feature_names, turns=p.turns, limit=limit
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _far_ground(params: BoundaryParams, _run: BoundaryRun) -> np.ndarray:
    frames = planes.pick_frames(_run, 31)
    resolution = min(planes.resolution_for(_run), 96 if len(_run.names) == 2 else 64)
    return images.class_ground(planes.probability_film(_run, frames, geometry.FAR, resolution))


# --- take away -------------------------------------------------------------------------------------------------------


def take_away(run: BoundaryRun) -> None:
    """The run as code, as weights, as points, as an animation."""
    name = run.params.slug()[:80]
    with st.container(horizontal=True):
        held = np.arange(len(run.labels) + len(run.held_labels)) >= len(run.labels)
        places = np.concatenate([run.points, run.held_points])
        labels = np.concatenate([run.labels, run.held_labels])
        table = pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "class": labels, "held_out": held})
        layout.download("Points (CSV)", layout.csv(table), f"points_{name}.csv", "text/csv", "boundaries_csv")
        arrays = {"steps": run.steps, "loss": run.loss, "accuracy": run.accuracy}
        for i, (kernel, bias) in enumerate(unpack(run.weights, run.net)):
            arrays |= {f"kernel_{i + 1}": kernel, f"bias_{i + 1}": bias}
        weights = layout.npz(**arrays)
        layout.download(
            "Weights at every frame (npz)", weights, f"weights_{name}.npz", "application/zip", "boundaries_npz"
        )
        gif, png = _drawn(run.params, run)
        layout.download("Animation (GIF)", gif, f"boundary_{name}.gif", "image/gif", "boundaries_gif")
        layout.download("Its end (PNG)", png, f"boundary_{name}.png", "image/png", "boundaries_png")
    layout.code(SLUG, code.keras_script(run.params), f"boundary_{name}", "It needs only Keras and NumPy")


@st.cache_data(max_entries=4, show_spinner=False)
def _drawn(params: BoundaryParams, _run: BoundaryRun) -> tuple[bytes, bytes]:
    """The animation, and its last picture as PNG."""
    frames = planes.pick_frames(_run, GIF_FRAMES)
    half, side = planes.half_width(_run), 240
    ground = images.class_ground(planes.probability_film(_run, frames, half, 120))
    colour = ground if ground.ndim == 4 else images.colour(ground, "two classes")
    spots = planes.pixels_of(_run.points, half, side, radius=2)
    shown = [images.spotted(images.enlarge(picture, side // 120), spots, _run.labels) for picture in colour]
    return images.gif(np.stack(shown), seconds=5.0), images.png(shown[-1])
