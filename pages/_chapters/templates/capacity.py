"""Weight Templates in depth: what width and depth buy, and CIFAR-10 in colour."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images as pixels
from core.data import image_sets as images
from core.data.image_sets import ImageSet
from core.networks.training import Training
from core.templates import capacity
from core.templates import cifar as colours
from core.templates.capacity import Capacity, CapacityParams
from core.templates.charts import studies as charts
from pages._chapters.templates.weights import KEPT, SLUG, as_pictures
from pages._shared import controls, layout, runs

TOPIC = "capacity"
OWN = "_templates_own_points"
AXES = ("width", "depth")
# Cross-entropy of a net that gives every class the same probability, or hardly better.
SILENT = np.log(10) - 0.005


def capacity_section(run: Training, pictures: ImageSet) -> None:
    """Accuracy, parameters and time against width and depth, and a point of one's own."""
    dataset = run.params.dataset
    axis = st.segmented_control("Against", AXES, default="width", required=True, key="templates_capacity", **KEPT)
    sets = _sets(dataset)
    points = _baked(sets)
    _own_point(dataset)
    own = _frame([p for p in (runs.find(capacity.request(params)) for params in _own()) if p is not None])
    shown = _curves(points, axis)
    if shown.empty:
        st.info("No finished runs of this kind are here. Add points of your own.")
        return
    own = own[own["depth"] > 0] if len(own) else own
    layout.chart(charts.capacity(shown, axis, "accuracy", own))
    left, right = st.columns(2)
    with left:
        layout.chart(charts.capacity(shown, axis, "parameters", own))
    with right:
        layout.chart(charts.capacity(shown, axis, "seconds", own))
    _say(points, sets, axis)


def _sets(dataset: str) -> list[str]:
    """Digits and photographs; the chosen set takes the place of its own kind, and others stand beside."""
    found = ["mnist", "cifar10"]
    return found if dataset in found or dataset not in capacity.STUDIED else [dataset, *found]


def _baked(sets: Sequence[str]) -> pd.DataFrame:
    found = [runs.find(capacity.request(params)) for name in sets for params in capacity.study(name)]
    return _frame([result for result in found if result is not None])


def _frame(results: Sequence[Capacity]) -> pd.DataFrame:
    """One row a seed."""
    rows = [
        {
            "dataset": r.params.dataset,
            "series": r.params.dataset,
            "width": r.params.width,
            "depth": r.params.depth,
            "epochs": r.params.epochs,
            "accuracy": float(value),
            "loss": float(loss),
            "parameters": r.parameters,
            "seconds": r.seconds,
        }
        for r in results
        for value, loss in zip(r.accuracy, r.loss, strict=True)
    ]
    return pd.DataFrame(rows)


def _curves(points: pd.DataFrame, axis: str) -> pd.DataFrame:
    if points.empty:
        return points
    if axis == "width":
        return points[points["depth"] == 1]
    return _depth_curves(points)


def _depth_curves(points: pd.DataFrame) -> pd.DataFrame:
    """The widths that were trained at more than one depth."""
    found = points[points["depth"] > 0].copy()
    found["series"] = found["dataset"] + ", width " + found["width"].astype(str)
    return found[found.groupby("series")["depth"].transform("nunique") > 1]


def _own() -> list[CapacityParams]:
    return st.session_state.get(OWN, [])


def _add(params: CapacityParams) -> None:
    if params not in _own():
        st.session_state[OWN] = [*_own(), params]
    runs.want(capacity.request(params))


def _own_point(dataset: str) -> None:
    """Controls and button of the visitor's own point."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        width = controls.widget(SLUG, CapacityParams, "width")
        depth = controls.widget(SLUG, CapacityParams, "depth")
        params = next(iter(capacity.study(dataset)))
        params = CapacityParams(
            dataset=dataset, width=width, depth=depth, epochs=params.epochs, batch_size=params.batch_size
        ).canonical()
        st.button(
            f"Add this point on {dataset}",
            icon=":material/add:",
            key="_templates_add_point",
            on_click=_add,
            args=(params,),
        )
    for wanted in _own():
        result = runs.offer(capacity.request(wanted), f"Train width {wanted.width}, depth {wanted.depth}")
        if result is not None and wanted == params:
            mean, spread = result.accuracy.mean(), np.ptp(result.accuracy)
            st.markdown(
                f"Your point: width {wanted.width}, depth {wanted.depth} on {dataset}: **{mean:.1%}** (range "
                f"{spread:.1%} over {len(result.accuracy)} seeds), {result.parameters:,} parameters."
            )


def _say(points: pd.DataFrame, sets: Sequence[str], axis: str) -> None:
    """Where each curve saturates, in one paragraph a data set."""
    for name in sets:
        part = points[points["dataset"] == name]
        if part.empty:
            continue
        said = _widths_said(part) if axis == "width" else _depths_said(part)
        st.markdown(
            f"**{name}** {said}{_silence_said(_depth_curves(part) if axis == 'depth' else part[part['depth'] == 1])}"
        )
    epochs = ", ".join(f"{name} {int(part.iloc[0])}" for name, part in points.groupby("dataset", sort=False)["epochs"])
    st.caption(
        f"A dot is a seed, a line their mean, a band their range. Adam .001, epochs: {epochs}; all seeds of a point "
        f"are trained at once. CIFAR-10 was given few epochs: what this training buys, not the limit. Processor "
        f"seconds are one net's for one epoch, on the machine that baked the runs (2 cores, busy with other work)."
    )


def _widths_said(part: pd.DataFrame) -> str:
    table = part[part["depth"] == 1].groupby("width")[["accuracy", "parameters"]].mean().sort_index()
    line = part[part["depth"] == 0]
    best = table["accuracy"].idxmax()
    enough = int(capacity.saturation(table.index.to_numpy(), table["accuracy"].to_numpy()))
    ratio = table.loc[best, "parameters"] / table.loc[enough, "parameters"]
    top = f"{table.loc[best, 'accuracy']:.1%}"
    if enough == table.index[-1]:
        said = f"does not saturate here: the widest net, **{enough}**, leads by more than one hundredth ({top})."
    elif enough == best:
        said = f"comes within one hundredth of its best at width **{enough}**, and wider nets are no better ({top})."
    else:
        said = (
            f"comes within one hundredth of its best at width **{enough}** ({table.loc[enough, 'accuracy']:.1%}). The "
            f"best, width {best} with {top}, needs {ratio:.1f} times the parameters."
        )
    return said + (f" One layer without hidden units: {line['accuracy'].mean():.1%}." if len(line) else "")


def _depths_said(part: pd.DataFrame) -> str:
    means = _depth_curves(part).groupby(["width", "depth"])["accuracy"].mean()
    said = []
    for width in means.index.unique("width"):
        curve = means[width]
        enough = int(capacity.saturation(curve.index.to_numpy(), curve.to_numpy()))
        layers = ", ".join(f"{accuracy:.1%}" for accuracy in curve)
        said.append(
            f"with {', '.join(map(str, curve.index))} hidden layers, width {width}: {layers} (first within one "
            f"hundredth of the best at depth **{enough}**)"
        )
    return "; ".join(said) + "."


def _silence_said(part: pd.DataFrame) -> str:
    """A net whose ReLUs are all silent says the same to every picture: its loss can't fall below ln(classes)."""
    silent = part[(part["loss"] > SILENT) & (part["depth"] > 0)]
    if silent.empty:
        return ""
    where = ", ".join(f"{width}" + f" x {depth}" * (depth > 1) for width, depth in sorted(set(_shapes(silent))))
    return (
        f" At width {where}, some or all seeds end at chance: their loss is ln 10, every ReLU fell silent in the "
        f"first steps (pictures have no negative pixel, so a step moves all units one way)."
    )


def _shapes(points: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(points["width"], points["depth"], strict=True))


def colour_section(run: Training, pictures: ImageSet) -> None:
    """CIFAR-10's one layer from shipped weights: templates, mean colours, variances, and what other nets reach."""
    found = runs.find(colours.request(colours.ColourParams()))
    if found is None:
        st.info("The finished run of CIFAR-10 is not here.")
        return
    names = images.CLASS_NAMES["cifar10"]
    drawn = as_pictures(found.kernel.T, colours.SHAPE)
    means = np.round(255 * found.means.reshape(-1, *colours.SHAPE)).astype(np.uint8)
    sheet = pixels.tile(np.concatenate([drawn, means]), columns=len(names), gap=3, ground=255)
    st.image(
        pixels.enlarge(sheet, 3),
        caption=f"Above: templates of one layer trained on CIFAR-10 (grey: 0). Below: mean pictures. "
        f"From left to right: {', '.join(names)}.",
        alt="Ten templates in colour over ten mean pictures of CIFAR-10",
        width="stretch",
    )
    _rims(found, names)
    left, right = st.columns(2)
    with left:
        layout.chart(charts.accuracy_bars(*_accuracies(found), chance=0.1))
    with right:
        layout.chart(charts.variance_bars(("CIFAR-10", "MNIST"), found.within, found.between))
    share = found.between / (found.between + found.within)
    st.markdown(
        f"Only **{share[0]:.1%}** of a pixel's variance in CIFAR-10 lies between classes, against **{share[1]:.1%}** "
        f"in MNIST: a horse may stand anywhere, in any light. A template, which weighs fixed pixels, has little to "
        f"hold on to, and one layer ends at **{found.one_layer:.1%}**. A small CNN, whose filters may be anywhere, "
        f"reaches **{found.cnn:.1%}** after {found.params.cnn_epochs} epochs."
    )
    if run.params.dataset != "cifar10":
        st.caption("All this is shipped. Winners, evidence and luck on CIFAR-10 need its pictures (170 MB):")
        st.button(
            "Choose CIFAR-10 above",
            icon=":material/swap_horiz:",
            on_click=st.session_state.update,
            args=({controls.key_of(SLUG, "dataset"): "cifar10"},),
        )


def _rims(found: colours.Colours, names: Sequence[str]) -> None:
    """Mean colour of each template's rim as swatches, and which rims are bluest."""
    kernel = found.kernel.T.reshape(-1, *colours.SHAPE)
    rim = colours.mean_colour(kernel, rim=6)
    blue = rim[:, 2] - rim[:, :2].mean(1)
    swatches = pixels.signed_rgb(rim, float(np.abs(rim).max()))[:, None, None].repeat(16, 1).repeat(32, 2)
    whole = colours.mean_colour(kernel)
    inner = pixels.signed_rgb(whole, float(np.abs(whole).max()))[:, None, None].repeat(16, 1).repeat(32, 2)
    sheet = pixels.tile(np.concatenate([swatches, inner]), columns=len(names), gap=3, ground=255)
    first, second = (names[i] for i in np.argsort(-blue)[:2])
    why = ": sky and sea are evidence before any shape is" if {first, second} == {"plane", "ship"} else ""
    st.image(
        pixels.enlarge(sheet, 3),
        caption=f"Mean colour of each template's outermost six pixels (above) and of the whole (below). Bluest at the "
        f"rim: {first} and {second}{why}.",
        alt=f"Swatches of the templates' mean colours; bluest at the rim are {first} and {second}",
        width="stretch",
    )


def _accuracies(found: colours.Colours) -> tuple[list[str], list[list[float]]]:
    """One layer, hidden nets as far as they are baked, CNN."""
    rows: list[tuple[str, list[float]]] = [("one layer, 20 epochs", [found.one_layer])]
    for params in capacity.study("cifar10"):
        if (params.width, params.depth) in ((10, 1), (100, 1), (300, 1), (800, 1), (100, 2), (100, 4)):
            result = runs.find(capacity.request(params))
            if result is not None:
                hidden = " + ".join([str(params.width)] * params.depth)
                rows.append((f"hidden {hidden}, {params.epochs} epochs", result.accuracy.tolist()))
    rows.append((f"small CNN, {found.params.cnn_epochs} epochs", [found.cnn]))
    names, values = zip(*rows, strict=True)
    return list(names), list(values)
