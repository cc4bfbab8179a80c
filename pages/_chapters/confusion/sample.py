"""One sample of the confusion matrix, looked at closely."""

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from core.charts import images
from core.confusion import networks as confusion_nets
from core.confusion.charts import samples as charts
from core.confusion.neighbours import nearest
from pages._shared import layout

if TYPE_CHECKING:
    from pages._chapters.confusion.matrix import Material

NEIGHBOURS = 8


def show(stuff: "Material", index: int) -> None:
    """Its probabilities, its evidence, its history and its nearest training pictures."""
    samples, names = stuff.samples, stuff.class_names
    actual, predicted = int(samples.actual[index]), int(samples.predicted[index])
    verdict = "right" if actual == predicted else "wrong"
    st.markdown(
        f"It is **{names[actual]}**; the net says **{names[predicted]}** with {samples.confidence[index]:.1%}, "
        f"which is {verdict}. Its loss is {samples.loss[index]:.2f} nats."
    )
    if stuff.pictures is not None:
        evidence_row(stuff, stuff.pictures.x_test[index], actual, predicted, f"test picture {index}")
    left, right = st.columns(2)
    with left:
        layout.chart(charts.class_probabilities(samples.probabilities[index], names, actual, predicted))
    with right:
        _history(stuff, index, actual)
    if stuff.pictures is None:
        st.caption("Picture, evidence and neighbours need the image set on this machine.")
        return
    neighbours(stuff, stuff.pictures.x_test[index], actual)


def evidence_row(stuff: "Material", picture: np.ndarray, wanted: int, said: int, caption: str) -> None:
    """The picture and what its pixels say for two classes, on one scale."""
    names = stuff.class_names
    found = confusion_nets.evidence(stuff.run.final(), picture)
    summed = found.pixels.sum(-1) if found.pixels.ndim == 4 else found.pixels
    classes = [wanted] if wanted == said else [wanted, said]
    shown = [summed[c] for c in classes] + ([summed[said] - summed[wanted]] if wanted != said else [])
    limit = float(np.quantile(np.abs(np.stack(shown)), 0.997))
    columns = st.columns(4)
    with columns[0]:
        layout.picture(picture, caption, caption)
    for column, c, values in zip(columns[1:], classes, shown, strict=False):
        with column:
            name = f"for {names[c]}"
            layout.picture(images.colour(images.signed(values, limit)), name, f"Evidence {name}")
            st.caption(
                f"pixels {summed[c].sum():+.2f}, biases {found.rest[c]:+.2f}, together the logit {found.logits[c]:+.2f}"
            )
    if wanted != said:
        with columns[3]:
            name = f"{names[said]} rather than {names[wanted]}"
            layout.picture(images.colour(images.signed(shown[-1], limit)), name, f"Evidence for {name}")
            st.caption(f"red pixels decide for {names[said]}, blue ones for {names[wanted]}")


def _history(stuff: "Material", index: int, actual: int) -> None:
    said = stuff.run.predictions[:, index]
    layout.chart(charts.said_over_epochs(said, stuff.class_names, actual))
    right = said == actual
    turns = np.flatnonzero(right[1:] != right[:-1]) + 1
    if len(turns):
        to = "right" if right[turns[-1]] else "wrong"
        times = "once" if len(turns) == 1 else f"{len(turns)} times"
        st.caption(f"It flipped {times} between right and wrong, last in epoch {turns[-1]}, to {to}.")
    else:
        st.caption(f"It has been {'right' if right[-1] else 'wrong'} all along.")


def neighbours(stuff: "Material", picture: np.ndarray, actual: int | None) -> None:
    """The nearest training pictures, and whom they would vote for."""
    assert stuff.pictures is not None
    found = nearest(stuff.pictures.x_train, picture, NEIGHBOURS)
    labels = stuff.pictures.y_train[found.index]
    votes = np.bincount(labels, minlength=len(stuff.class_names))
    winner = stuff.class_names[int(votes.argmax())]
    st.markdown(f"**Nearest training pictures**: {votes.max()} of {NEIGHBOURS} are {winner}.")
    for column, i, label, distance in zip(st.columns(NEIGHBOURS), found.index, labels, found.distance, strict=True):
        with column:
            caption = f"{stuff.class_names[label]}, {distance:.1f}"
            layout.picture(stuff.pictures.x_train[i], caption, f"Training picture {i}: {caption}", side=84)
