"""The sections of Weight Templates: one function a tab."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images, theme
from core.data.image_sets import ImageSet
from core.networks import classifiers as networks
from core.networks import training
from core.networks.training import Training, TrainingParams, train
from core.runs import script
from core.templates import weights as templates
from core.templates.charts import weights as charts
from pages._shared import controls, layout, runs
from pages._shared.player import Curves, Panel, Pictures, player

SLUG = "templates"
ARCHITECTURES = networks.DENSE
CHANNELS = ("all", "red", "green", "blue")
# Analyses look at this many test pictures: enough for two digits of a mean, and quick.
SAMPLE = 2000
FILM_BYTES = 1_450_000
SHOWN_UNITS = 12
# The tabs about one picture share its choice, so it outlives a tab that is closed.
KEPT: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}

COMPUTED = """
- **Template** of a class: the mean, over test pictures of that class, of the gradient of its logit with respect to the
  pixels. With one layer this is the weight vector itself. With a hidden layer it is the filters, each weighted by its
  output weight and by how often it is active on that class.
- **Winner**: the unit of a layer with the largest output. Its weight is compared with what comes into the layer by
  inner product (what the unit computes, without its bias), cosine, and Pearson's r (cosine without the means).
- **Yardstick**: the same r with the winner of another picture. A high r says little when any winner has it.
- **Evidence** for a class: pixel times the weight with which it reaches the logit through the units that are active on
  this picture. With the biases it sums to the logit (computed in 64 bits).
- **Implied teacher** of a layer: output − gradient. Participation ratio: (Σ t²)² / Σ t⁴.
- **Alike**: Pearson's r of two units' outputs over up to 2,000 test pictures, by number or matched one to one
  (Hungarian method); linear CKA; RSA is Spearman's correlation of two tables of 1 − r between 400 pictures. All nets
  of a comparison are trained as one stack; each goes exactly the way that it would go alone.
- Training is Keras: cross-entropy of softmax outputs, the optimizer you choose, Glorot uniform start, all pictures in a
  new order every epoch. Baked runs keep their weights as 16-bit floats.
"""


def film(run: Training, pictures: ImageSet) -> None:
    """The large picture: templates, accuracy and loss under one time slider."""
    if run.failure:
        st.warning(run.failure)
    channel = _channel(pictures)
    frames = _class_frames(run.params, channel, run, pictures)
    classes = pictures.class_names
    colours = (theme.TRAIN, theme.TEST)
    panels: list[Panel] = [
        Pictures(
            title="What each class looks for" + ("" if pictures.x_train.ndim == 4 else " (red: for it, blue: against)"),
            frames=frames,
            labels=classes,
            frame_of=np.searchsorted(run.kept_epochs, np.arange(run.epochs + 1), side="right") - 1,
        ),
        Curves(
            title="Accuracy",
            series={"training": run.accuracy, "test": run.test_accuracy},
            colours=colours,
            alt=f"Accuracy over {run.epochs} epochs; on test pictures it ends at {run.test_accuracy[-1]:.3f}.",
        ),
        Curves(
            title="Loss (nats)",
            series={"training": run.loss, "test": run.test_loss},
            colours=colours,
            alt=f"Cross-entropy over {run.epochs} epochs; on test pictures it ends at {run.test_loss[-1]:.3f}.",
        ),
    ]
    player(panels, moments=[f"epoch {epoch}" for epoch in range(run.epochs + 1)], key="templates_film")
    st.markdown(
        f"After {run.epochs} epochs this net names **{run.test_accuracy[-1]:.1%}** of {len(pictures.x_test):,} unseen "
        f"pictures correctly (chance {1 / len(classes):.0%}). Press play, or drag the slider back to epoch 0."
    )


def _channel(pictures: ImageSet) -> str:
    if pictures.x_train.ndim == 3:
        return "all"
    return st.segmented_control(
        "Colour channel", CHANNELS, default="all", required=True, key="templates_channel", bind="query-params"
    )


@st.cache_data(max_entries=12, show_spinner=False)
def _class_frames(params: TrainingParams, channel: str, _run: Training, _pictures: ImageSet) -> np.ndarray:
    """Templates of all classes at every kept epoch, on one scale: (K, classes, h, w) or (K, classes, h, w, 3)."""
    x, labels = templates.flatten(_pictures.x_test[:SAMPLE]), _pictures.y_test[:SAMPLE]
    frames = np.stack(
        [
            templates.class_templates([w[k] for w in _run.weights], x, labels, len(_pictures.class_names))
            for k in range(len(_run.kept_epochs))
        ]
    )
    return as_pictures(frames, _pictures.shape, channel)


def as_pictures(weights: np.ndarray, shape: tuple[int, ...], channel: str = "all") -> np.ndarray:
    """Weights (..., pixels) as pictures on one scale: diverging indices, or colours when there are three channels.

    The scale ends at the 99.7th percentile of the magnitudes, so that single pixels don't bleach the rest.
    """
    weights = weights.reshape(*weights.shape[:-1], *shape)
    if len(shape) == 3 and channel != "all":
        weights = weights[..., CHANNELS.index(channel) - 1]
    limit = float(np.quantile(np.abs(weights), 0.997))
    in_colour = len(shape) == 3 and channel == "all"
    return images.signed_rgb(weights, limit) if in_colour else images.signed(weights, limit)


def winner(run: Training, pictures: ImageSet) -> None:
    """Any test picture beside the weight of the unit that answers most strongly to it, layer by layer."""
    index = chosen_picture(pictures)
    weights = run.final()
    x = templates.flatten(pictures.x_test[index : index + 1])
    label = pictures.class_names[pictures.y_test[index]]
    predicted = pictures.class_names[run.predictions[-1][index]]
    matches = _matches(run.params, run, pictures)
    inputs, names = x, (("output",) if len(weights) == 2 else ("hidden", "output"))
    for layer, (name, outputs) in enumerate(zip(names, templates.activations(weights, x), strict=True)):
        unit = int(outputs[0].argmax())
        row = weights[2 * layer].T[unit]
        alike = templates.similarity(inputs, row[None])
        shape = pictures.shape if layer == 0 else None
        left, right, words = st.columns([1, 1, 2], vertical_alignment="center")
        with left:
            layout.picture(
                _input_picture(inputs[0], pictures, index, layer),
                f"{label}, test picture {index}" if layer == 0 else f"hidden code, {inputs.shape[1]} units",
                f"What comes into the {name} layer",
            )
        with right:
            meaning = f"class {pictures.class_names[unit]}" if name == "output" else f"unit {unit}"
            drawn = as_pictures(row, shape) if shape else images.signed(square(row))
            layout.picture(coloured(drawn), f"{name} winner: {meaning}", f"Weight of the winning {name} unit")
        own, other = matches[layer].own.pearson, matches[layer].other.pearson
        words.markdown(
            f"| with its winner's weight | |\n|---|---|\n| inner product | {alike.dot[0]:+.2f} |\n"
            f"| cosine | {alike.cosine[0]:+.3f} |\n| **Pearson's r** | **{alike.pearson[0]:+.3f}** |\n"
            f"| mean r of {len(own):,} pictures | {own.mean():+.3f} |\n"
            f"| mean r with another's winner | {other.mean():+.3f} |"
        )
        inputs = outputs
        inputs = np.maximum(inputs, 0)
    verdict = "right" if label == predicted else "wrong"
    st.markdown(f"The net says **{predicted}**, which is {verdict}.")
    layout.chart(charts.match_histogram(matches[0].own.pearson, matches[0].other.pearson))


def chosen_picture(pictures: ImageSet) -> int:
    """The index in the test part that class, number and dice choose."""
    key = "templates_picture"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox("Class", pictures.class_names, key="templates_class", **KEPT, width=180)
        members = np.flatnonzero(pictures.y_test == pictures.class_names.index(name))
        last = len(members) - 1
        if st.session_state.get(key, 0) > last:  # another set has fewer pictures of this class
            st.session_state[key] = last
        number = controls.whole_number(f"Picture, 0 to {last}", 0, last, 0, key=key, **KEPT, width=180)
        st.button("Draw one", icon=":material/casino:", on_click=_draw, args=(key, last))
    return int(members[number])


def _draw(key: str, last: int) -> None:
    st.session_state[key] = int(np.random.default_rng().integers(last + 1))


@st.cache_data(max_entries=16, show_spinner=False)
def _matches(params: TrainingParams, _run: Training, _pictures: ImageSet) -> list[templates.Match]:
    return templates.winner_match(_run.final(), templates.flatten(_pictures.x_test[:SAMPLE]))


def _input_picture(values: np.ndarray, pictures: ImageSet, index: int, layer: int) -> np.ndarray:
    if layer == 0:
        return pictures.x_test[index]
    return images.colour(images.magnitude(square(values), low=0.0), "sequential")


def square(values: np.ndarray) -> np.ndarray:
    """A vector as a nearly square picture, the rest filled with 0."""
    columns = int(np.ceil(np.sqrt(len(values))))
    rows = -(-len(values) // columns)
    return np.pad(values, (0, rows * columns - len(values))).reshape(rows, columns)


def coloured(picture: np.ndarray) -> np.ndarray:
    """Indices (h, w) or colours (h, w, 3) as colours."""
    return picture if picture.ndim == 3 else images.colour(picture)


def hidden_units(run: Training, pictures: ImageSet) -> None:
    """The filters, what each says for every class, and how often they are active."""
    if len(run.weights) == 2:
        st.info("One layer has no hidden units. Choose “hidden” in the sidebar, or the preset “Hidden 128”.")
        return
    kernel, _, output_kernel, _ = run.final()
    every = "all classes"
    options = (every, *pictures.class_names)
    chosen = st.selectbox("Strongest for", options, key="templates_for", bind="query-params", width=220)
    label = None if chosen == every else pictures.class_names.index(chosen)
    units = templates.strongest_units(output_kernel, SHOWN_UNITS, label)
    drawn = as_pictures(kernel.T[units], pictures.shape)
    layout.chart(charts.filters_and_outputs(drawn, output_kernel[units], units, pictures.class_names))
    activity = templates.activity(run.final(), templates.flatten(pictures.x_test[:SAMPLE]))
    st.markdown(
        f"**{activity.ever:.0%}** of the {len(activity.share)} units are active on at least one test picture, "
        f"**{activity.always:.0%}** on every one; on average a picture wakes {activity.share.mean():.0%} of them."
    )
    layout.chart(charts.activity_histogram(activity.share))
    _filter_film(run, pictures)


def _filter_film(run: Training, pictures: ImageSet) -> None:
    """All filters while they were learned, as many as a small message holds."""
    kernels = run.weights[0]
    frames, pixels, units = kernels.shape
    room = max(1, min(units, FILM_BYTES // (frames * pixels)))
    drawn = as_pictures(kernels[:, :, :room].swapaxes(1, 2), pictures.shape)
    title = f"{room} of {units} filters" if room < units else f"All {units} filters"
    panel = Pictures(title=f"{title}, while they learn", frames=drawn, columns=16)
    player([panel], moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_filters")


def start(run: Training, pictures: ImageSet) -> None:
    """How much of the first weights is left, and why nets started from images are weak."""
    first, last = run.weights[0][0], run.weights[0][-1]
    r = templates.filter_change(first, last)
    shown = min(SHOWN_UNITS, last.shape[1])
    drawn = as_pictures(np.stack([first.T[:shown], last.T[:shown]]), pictures.shape)
    panel = Pictures(title="Before and after training", frames=drawn, columns=shown, labels=[f"{v:.2f}" for v in r])
    player([panel], moments=["before", "after"], key="templates_start", seconds=1.5)
    st.markdown(
        f"Under each picture stands its r before and after; the mean of all {len(r)} is **{r.mean():.2f}**, "
        f"the lowest {r.min():.2f}."
    )
    layout.chart(charts.change_histogram(r))
    if run.params.architecture != "hidden from images":
        st.info("They started at random. Choose “hidden from images” to start them as pictures.")
        return
    activity = templates.activity(run.final(), templates.flatten(pictures.x_test[:SAMPLE]))
    st.markdown(
        f"**{activity.always:.0%}** of the units are active on every test picture. A ReLU that is always active is no "
        f"ReLU: take them all away and the linear map that is left gives the same answer to "
        f"**{activity.linear_agreement:.1%}** of the pictures (its outputs differ by at most "
        f"{activity.linear_error:.1g} of the largest). Images have no negative pixel and the units no reason to fall "
        f"silent, so the hidden layer adds nothing that one layer lacks."
    )
    _unit_norm_switch(run)


def _unit_norm_switch(run: Training) -> None:
    other = runs.find(training.request(replace(run.params, unit_norm=not run.params.unit_norm)))
    here = "with unit-norm images" if run.params.unit_norm else "with images as they are"
    there = "with images as they are" if run.params.unit_norm else "with unit-norm images"
    compared = f" Trained {there} instead: **{other.test_accuracy[-1]:.1%}**." if other else ""
    st.markdown(f"Accuracy {here}: **{run.test_accuracy[-1]:.1%}**.{compared}")
    st.button(
        f"Train {there}",
        icon=":material/swap_horiz:",
        on_click=st.session_state.update,
        args=({controls.key_of(SLUG, "unit_norm"): not run.params.unit_norm},),
    )


def article(run: Training, pictures: ImageSet) -> None:
    """What the article says against what came out."""
    match = _matches(run.params, run, pictures)[0]
    own, other = match.own.pearson.mean(), match.other.pearson.mean()
    accuracy = run.test_accuracy[-1]
    rows: list[tuple[str, str, bool | None]] = [
        (
            "The winner's weight looks like the picture that it wins",
            f"r {own:.3f} with the own winner, {other:.3f} with another picture's",
            bool(own > other),
        )
    ]
    one_layer = runs.find(training.request(replace(run.params, architecture="one layer")))
    if run.params.architecture != "one layer":
        against = f"{one_layer.test_accuracy[-1]:.1%} for one layer" if one_layer else "one layer not trained here yet"
        better = bool(accuracy > one_layer.test_accuracy[-1]) if one_layer else None
        rows.append(("A hidden layer names more pictures correctly", f"{accuracy:.1%} here, {against}", better))
    if len(run.weights) == 4:
        deep = _matches(run.params, run, pictures)[1]
        code, rest = deep.own.pearson.mean(), deep.other.pearson.mean()
        rows.append(
            (
                "The output layer matches the hidden code as a template does",
                f"r {code:.3f} with the own winner, {rest:.3f} with another's",
                bool(code > rest),
            )
        )
    if run.params.architecture == "hidden from images":
        change = templates.filter_change(run.weights[0][0], run.weights[0][-1]).mean()
        rows.append(("Units that start as images stay images", f"mean r before and after {change:.2f}", change > 0.5))
    layout.claims(rows)
    st.caption(
        "The first claim is about the mean of many pictures: for single ones r is often near 0, and only its distance "
        "from the yardstick means anything."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _drawn(params: TrainingParams, _run: Training, _pictures: ImageSet) -> tuple[bytes, bytes]:
    """The templates at every kept epoch as an animation, and the last ones as PNG."""
    frames = _class_frames(params, "all", _run, _pictures)
    sheets = [images.tile(np.stack([coloured(f) for f in frame]), columns=5, gap=2, ground=255) for frame in frames]
    film = np.stack([images.enlarge(sheet, 4) for sheet in sheets])
    return images.gif(film, seconds=5.0), images.png(images.enlarge(sheets[-1], 6))


def take_away(run: Training, pictures: ImageSet) -> None:
    """The run as files."""
    name = f"templates_{run.params.slug()}"
    history = pd.DataFrame(
        {
            "epoch": np.arange(run.epochs + 1),
            "loss": run.loss,
            "accuracy": run.accuracy,
            "test_loss": run.test_loss,
            "test_accuracy": run.test_accuracy,
        }
    )
    gif, png = _drawn(run.params, run, pictures)
    arrays = {f"weight_{i}": weight for i, weight in enumerate(run.weights)}
    with st.container(horizontal=True):
        layout.download("Curves (CSV)", layout.csv(history), f"{name}.csv", "text/csv", "templates_csv")
        layout.download("Templates (PNG)", png, f"{name}.png", "image/png", "templates_png")
        layout.download("Animation (GIF)", gif, f"{name}.gif", "image/gif", "templates_gif")
        layout.download(
            "Weights of all kept epochs (npz)",
            layout.npz(kept_epochs=run.kept_epochs, **arrays),
            f"{name}.npz",
            "application/octet-stream",
            "templates_npz",
        )
    st.caption("weight_0, weight_1 … are kernels and biases by turns, with the kept epochs as first axis.")
    layout.code(SLUG, script.as_script(train, run.params, "run.test_accuracy[-1]", f"{name}.py"), name)
