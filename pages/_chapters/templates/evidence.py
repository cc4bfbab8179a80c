"""Weight Templates in depth: the sum behind an answer, what a template is, and what every layer is asked for."""

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.data.image_sets import ImageSet
from core.networks import evidence
from core.networks.training import Training, TrainingParams
from core.templates import class_means as prototypes
from core.templates import implied_targets as teachers
from core.templates import weights as templates
from core.templates.charts import studies as charts
from core.templates.charts import weights as unit_charts
from pages._chapters.templates.weights import KEPT, SAMPLE, SHOWN_UNITS, as_pictures, chosen_picture, square
from pages._shared import layout
from pages._shared.player import Curves, Pictures, player

ANSWER, RUNNER_UP = "its answer", "the runner-up"


def evidence_section(run: Training, pictures: ImageSet) -> None:
    """Weight x pixel for two classes side by side, their difference, and the sums that are the logits."""
    index = chosen_picture(pictures)
    found = evidence.evidence(run.final(), templates.flatten(pictures.x_test[index : index + 1])[0])
    first, second = _two_classes(found, pictures)
    a, b = pictures.class_names[first], pictures.class_names[second]
    maps = np.stack([found.pixels[:, first], found.pixels[:, second]])
    limit = float(np.quantile(np.abs(maps), 0.998)) or 1.0
    gap = maps[0] - maps[1]
    shown = [
        (pictures.x_test[index], f"{pictures.class_names[pictures.y_test[index]]}, test picture {index}"),
        (_signed_map(maps[0], pictures, limit), f"evidence for {a}: logit {found.logits[first]:+.2f}"),
        (_signed_map(maps[1], pictures, limit), f"evidence for {b}: logit {found.logits[second]:+.2f}"),
        (_signed_map(gap, pictures, None), f"{a} minus {b}: {found.logits[first] - found.logits[second]:+.2f}"),
    ]
    for column, (drawn, caption) in zip(st.columns(4), shown, strict=True):
        with column:
            layout.picture(drawn, caption, caption)
    st.markdown(_sums(found, first, second, a, b))
    sums = found.pixels.sum(0) + found.biases
    st.caption(
        f"Red pixels speak for the class, blue ones against it; a dark pixel (0) says nothing, whatever its weight. "
        f"{'The three colours of a pixel are added up. ' if len(pictures.shape) == 3 else ''}"
        f"Over all {len(sums)} classes the sums differ from the logits by at most "
        f"{np.abs(sums - found.logits).max():.0e}."
    )
    layout.chart(charts.tug_of_war(pictures.class_names, found.positive, found.negative, found.logits))
    if found.units is not None:
        _units(run, pictures, found, first, second)


def _two_classes(found: evidence.Evidence, pictures: ImageSet) -> tuple[int, int]:
    with st.container(horizontal=True):
        options = (ANSWER, *pictures.class_names)
        one = st.selectbox("Evidence for", options, key="templates_evidence_for", **KEPT, width=180)
        options = (RUNNER_UP, *pictures.class_names)
        other = st.selectbox("beside", options, key="templates_evidence_beside", **KEPT, width=180)
    top = found.top()
    first = top[0] if one == ANSWER else pictures.class_names.index(one)
    second = next(c for c in top if c != first) if other == RUNNER_UP else pictures.class_names.index(other)
    return first, second


def _signed_map(values: np.ndarray, pictures: ImageSet, limit: float | None) -> np.ndarray:
    values = values.reshape(pictures.shape)
    return images.colour(images.signed(values.sum(-1) if values.ndim == 3 else values, limit))


def _sums(found: evidence.Evidence, first: int, second: int, a: str, b: str) -> str:
    rows = [
        ("pixels that speak for it", found.positive),
        ("pixels that speak against it", found.negative),
        ("biases", found.biases),
        ("**sum = logit**", found.logits),
    ]
    lines = [f"| {name} | {v[first]:+.3f} | {v[second]:+.3f} | {v[first] - v[second]:+.3f} |" for name, v in rows]
    return "\n".join([f"| | {a} | {b} | difference |", "|---|---|---|---|", *lines])


def _units(run: Training, pictures: ImageSet, found: evidence.Evidence, first: int, second: int) -> None:
    shares = found.units
    assert shares is not None
    gap = shares[:, first] - shares[:, second]
    order = np.argsort(-np.abs(gap), kind="stable")[:SHOWN_UNITS]
    a, b = pictures.class_names[first], pictures.class_names[second]
    awake = int((np.abs(shares).sum(1) > 0).sum())
    total, told = gap.sum(), gap[order].sum()
    st.markdown(
        f"**{awake}** of {len(shares)} hidden units are active on this picture. Together they put {a} before {b} by "
        f"**{total:+.2f}** (the rest is the output bias); the {len(order)} that matter most for it give {told:+.2f}, "
        f"and **{int((np.sign(gap) == -np.sign(total)).sum())}** units pull the other way."
    )
    drawn = as_pictures(run.final()[0].T[order], pictures.shape)
    layout.chart(
        unit_charts.filters_and_outputs(drawn, shares[order], order, pictures.class_names, "shares of the logits")
    )


@st.cache_data(max_entries=12, show_spinner="Comparing templates with class means")
def _prototypes(
    params: TrainingParams, _run: Training, _pictures: ImageSet
) -> tuple[np.ndarray, prototypes.Prototypes]:
    x, x_test = templates.flatten(_pictures.x_train), templates.flatten(_pictures.x_test)
    classes = len(_pictures.class_names)
    found = templates.class_templates(_run.final(), x_test[:SAMPLE], _pictures.y_test[:SAMPLE], classes)
    return found, prototypes.prototypes(found, x, _pictures.y_train, x_test, _pictures.y_test)


def prototype_section(run: Training, pictures: ImageSet) -> None:
    """Templates beside class means: what they share, and that means are the worse classifier."""
    found, means = _prototypes(run.params, run, pictures)
    names = pictures.class_names
    rim = "" if means.active.all() else f" ({means.active.sum()} of {len(means.active)})"
    rows = {
        "all pixels": means.all_pixels,
        f"active pixels{rim}": means.active_pixels,
        "active pixels, common part taken off": means.centred,
    }
    mean_pictures = means.means.reshape(-1, *pictures.shape)
    mean_pictures = np.round(255 * mean_pictures).astype(np.uint8)
    sheets = [
        ("Mean picture of each class", mean_pictures),
        ("The same, less the mean of all classes", as_pictures(means.means - means.overall, pictures.shape)),
        ("Template of each class", as_pictures(found, pictures.shape)),
    ]
    for row, (title, drawn) in enumerate(sheets):
        sheet = images.tile(drawn, columns=len(names), gap=2, ground=255 if drawn.ndim == 4 else (0, 128, 128)[row])
        if sheet.ndim == 2 and row > 0:
            sheet = images.colour(sheet)
        st.image(images.enlarge(sheet, 3), caption=title, alt=f"{title}: {', '.join(names)}", width="stretch")
    layout.chart(charts.correlation_dots(names, rows))
    accuracy = float(run.test_accuracy[-1])
    r = [float(values.mean()) for values in rows.values()]
    better = "more" if accuracy > means.nearest_mean else "fewer"
    st.markdown(
        f"A template is no mean picture: r is **{r[0]:.2f}** over all pixels, {r[1]:.2f} where pixels change at all, "
        f"and {r[2]:.2f} once what all classes share is taken off both (softmax can't see a common part). What is "
        f"left is what tells a class from its rivals. As a classifier the means alone name "
        f"**{means.nearest_mean:.1%}** of the test pictures (nearest mean; {means.dot_mean:.1%} by inner product), "
        f"this net **{accuracy:.1%}**: {better}."
    )


@st.cache_data(max_entries=12, show_spinner="Asking every layer for its teacher")
def _demands(params: TrainingParams, _run: Training, _pictures: ImageSet) -> list[list[teachers.Demands]]:
    """For each layer from the output back, its demands at every kept epoch."""
    x, labels = templates.flatten(_pictures.x_test[:SAMPLE]), _pictures.y_test[:SAMPLE]
    epochs = range(len(_run.kept_epochs))
    found = [[teachers.demands(e) for e in teachers.lessons([w[k] for w in _run.weights], x, labels)] for k in epochs]
    return [list(layer) for layer in zip(*found, strict=True)]


def teacher_section(run: Training, pictures: ImageSet) -> None:
    """Output, gradient and implied teacher of every layer over training, for one picture and on average."""
    index = chosen_picture(pictures)
    x, labels = templates.flatten(pictures.x_test[index : index + 1]), pictures.y_test[index : index + 1]
    measured = _demands(run.params, run, pictures)
    lessons = [teachers.lessons([w[k] for w in run.weights], x, labels) for k in range(len(run.kept_epochs))]
    panels = []
    for layer, name in enumerate(("output", "hidden layer")[: len(measured)]):
        parts = [np.stack([_strip(getattr(at[layer], part)[0]) for at in lessons]) for part in _PARTS]
        own = np.abs(parts[1]).max((1, 2), keepdims=True)
        common = float(max(np.abs(parts[0]).max(), np.abs(parts[2]).max()))
        frames = [images.signed(parts[0], common), images.signed(parts[1], own), images.signed(parts[2], common)]
        panels.append(
            Pictures(
                title=f"{name.capitalize()}, {lessons[0][layer].output.shape[1]} units, for this picture",
                frames=np.stack(frames, 1),
                labels=(name, "gradient (own scale)", "teacher"),
                columns=3,
                alt=f"{name}, gradient and teacher as small pictures over training",
            )
        )
    deep = measured[-1]
    series = {
        "teacher's participation ratio (units)": [d.participation for d in deep],
        "negative entries of the teacher (share)": [d.negative for d in deep],
        "|gradient| / |output|": [d.distance for d in deep],
    }
    where = "hidden layer" if len(measured) == 2 else "output"
    for (name, values), colour in zip(series.items(), theme.CATEGORICAL, strict=False):
        panels.append(
            Curves(
                title=f"{where.capitalize()}: {name}",
                series={"mean": np.array(values)},
                colours=(colour,),
                log=name.startswith("|"),
                alt=f"{name}: from {values[0]:.3g} to {values[-1]:.3g}",
            )
        )
    player(panels, moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_teacher")
    _say_teacher(measured, run, min(SAMPLE, len(pictures.x_test)))


_PARTS = ("output", "gradient", "teacher")


def _strip(values: np.ndarray) -> np.ndarray:
    """Ten outputs as two rows of five; hidden codes as nearly square pictures."""
    return values.reshape(2, 5) if len(values) == 10 else square(values)


def _say_teacher(measured: list[list[teachers.Demands]], run: Training, count: int) -> None:
    output = measured[0][-1]
    st.markdown(
        f"**The outputs** have a teacher that is the same in every epoch: output − gradient is the label itself, one "
        f"unit of {run.weights[-1].shape[-1]} (participation ratio {output.participation:.0f}). Each output unit must "
        f"become the detector of its class, and that is a template."
    )
    if len(measured) == 1:
        st.info("Choose “hidden” in the sidebar to see what a hidden layer is asked for.")
        return
    first, last = measured[1][0], measured[1][-1]
    units = run.weights[1].shape[-1]
    st.markdown(
        f"**The hidden layer** is told by the output weights, which began at random. Its teacher is spread over "
        f"**{last.participation:.0f} of {units}** units, and **{last.negative:.0%}** of its entries are negative, "
        f"where no ReLU can follow. It hardly differs from what the layer gives anyway: the gradient falls from "
        f"**{first.distance:.2f}** to **{last.distance:.3f}** of the code's length. So nothing asks for one unit a "
        f"class; each unit is asked for a little more or less of the mixture that it already is."
    )
    st.caption(
        f"Means over {count:,} test pictures. Teacher = output − gradient, where the hidden gradient is the "
        f"output's, sent back through the output weights (as in the article, without the mask of the ReLU)."
    )
