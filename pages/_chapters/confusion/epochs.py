"""Tabs of Confusion Matrix: through the epochs, how far to trust it, and files."""

import numpy as np
import streamlit as st

from core.charts import images, theme
from core.confusion import calibration as confusion_calibration
from core.confusion import epochs as confusion_epochs
from core.confusion import export as confusion_export
from core.confusion import matrix as confusion
from core.confusion.charts import calibration as charts
from core.networks.training import TrainingParams, train
from core.runs import script
from pages._chapters.confusion.matrix import Material, sheet
from pages._shared import layout
from pages._shared.player import Curves, Matrix, player

BINS = 10


def epochs(stuff: Material) -> None:
    """The matrix through training, and what became of every sample."""
    run, names = stuff.run, stuff.class_names
    counts, shares, frames = _film(stuff)
    recall = {name: shares[:, i, i] for i, name in enumerate(names)}
    moments = [f"epoch {epoch}" for epoch in range(run.epochs + 1)]
    player(
        [
            Matrix(
                title="Actual down, predicted across (blue: right, red: mistakes)",
                frames=frames,
                rows=[f"actual {name}" if len(name) < 3 else name for name in names],
                columns=names,
                limit=1.0,
                readings=counts,
                unit="pictures",
                alt=f"The confusion matrix over {run.epochs} epochs.",
            ),
            Curves(title="Recall of each class", series=recall, colours=theme.CATEGORICAL),
            Curves(title="Test accuracy", series={"test": run.test_accuracy}, colours=(theme.TEST,)),
        ],
        moments=moments,
        key="confusion_film",
        seconds=6.0,
    )
    st.markdown(_first_words(counts, names))
    _fates(stuff)


def _film(stuff: Material) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts, shares of the rows, and colours (blue: right, red: mistakes) after every epoch, (epochs + 1, c, c)."""
    counts = confusion_epochs.matrices(stuff.samples.actual, stuff.run.predictions, len(stuff.class_names))
    shares = np.stack([confusion.row_shares(c) for c in counts])
    diagonal = np.eye(len(stuff.class_names), dtype=bool)
    strength = np.where(diagonal, -(shares**2), np.sqrt(np.clip(shares / _usual_worst(shares, diagonal), 0, 1)))
    return counts, shares, images.signed(strength, 1.0)


def _usual_worst(shares: np.ndarray, diagonal: np.ndarray) -> float:
    """The largest share of a mistake after training: the untrained net's whole columns would bleach the rest."""
    return float(shares[-1][~diagonal].max()) or 1.0


def _first_words(counts: np.ndarray, names: tuple[str, ...]) -> str:
    said = np.bincount(counts[0].sum(0).argmax(keepdims=True), minlength=len(names)).argmax()
    share = counts[0].sum(0).max() / counts[0].sum()
    mastered = confusion_epochs.first_mastered(counts, 0.8)
    reached = [f"{names[i]} ({mastered[i]})" for i in np.argsort(mastered, kind="stable") if mastered[i] >= 0]
    never = [names[i] for i in np.flatnonzero(mastered < 0)]
    order = (
        f"Epoch in which each class is first found in 80 % of its pictures: {', '.join(reached)}." if reached else ""
    )
    rest = f" Never so far: {', '.join(never)}." if never else ""
    return f"Before training the net calls {share:.0%} of all pictures **{names[said]}**. {order}{rest}"


def _fates(stuff: Material) -> None:
    found = confusion_epochs.histories(stuff.samples.actual, stuff.run.predictions)
    total = len(stuff.samples.actual)
    often = int(found.forgettings.max())
    st.markdown(
        f"Of {total:,} test pictures **{found.count('right at once'):,}** are right after every epoch, "
        f"**{found.count('learned late'):,}** were wrong at least once and are right in the end, "
        f"**{found.count('forgotten'):,}** were right once and are lost again, and "
        f"**{found.count('never learned'):,}** are wrong after every epoch. "
        f"The one most often forgotten was lost {often} times."
    )
    fate = st.segmented_control(
        "Show", confusion_epochs.FATES, default="forgotten", required=True, key="confusion_fate", bind="query-params"
    )
    members = found.samples(fate)
    if not len(members):
        st.info("No picture had this fate in this run.")
        return
    st.caption(f"{len(members):,} pictures, the one that turned last first. Click one to see when it flipped.")
    sheet(stuff, members, "fate_page", columns=8, rows=2)


def calibration(stuff: Material) -> None:
    """Reliability, and what a threshold buys."""
    samples = stuff.samples
    measured = confusion_calibration.reliability(samples.confidence, samples.right, BINS)
    rejected = confusion_calibration.rejection(samples.confidence, samples.right, np.linspace(0, 1, 101))
    left, right = st.columns(2, gap="medium")
    with left:
        layout.chart(charts.reliability_diagram(measured))
    with right:
        layout.chart(charts.rejection_curve(rejected))
    mean = samples.confidence.mean()
    accuracy = samples.right.mean()
    way = "surer than it may be" if mean > accuracy else "less sure than it may be"
    sure = int(measured.count[-1])
    goal = 1 - (1 - accuracy) / 2
    at = confusion_calibration.threshold_for(rejected, goal)
    bought = (
        f" Refuse below **{rejected.threshold[at]:.0%}** and the error rate is halved: {rejected.accuracy[at]:.1%} "
        f"of what is answered is right, and {rejected.coverage[at]:.1%} is answered."
        if at is not None
        else " No threshold halves its error rate."
    )
    st.markdown(
        f"The net's mean confidence is **{mean:.1%}** and its accuracy **{accuracy:.1%}**: it is {way}. "
        f"Expected calibration error over {BINS} equal bins: **{100 * measured.error:.1f} points**. "
        f"{sure:,} pictures are in the surest bin, where {measured.accuracy[-1]:.1%} are right.{bought} "
        f"Move the slider under the chart: your browser looks it up."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _animation(params: TrainingParams, _frames: np.ndarray) -> bytes:
    return images.gif(np.stack([images.enlarge(images.colour(frame), 32) for frame in _frames]), seconds=5.0)


def take_away(stuff: Material) -> None:
    """The matrix and the samples as files."""
    name, counts = f"confusion_{stuff.params.slug()}", stuff.counts
    names = stuff.class_names
    with st.container(horizontal=True):
        table = confusion_export.matrix_table(counts, names)
        layout.download("Matrix (CSV)", layout.csv(table), f"{name}.csv", "text/csv", "confusion_csv")
        samples = confusion_export.sample_table(stuff.samples, names)
        layout.download(
            "Samples (CSV)", layout.csv(samples), f"{name}_samples.csv", "text/csv", "confusion_samples_csv"
        )
        drawing = confusion_export.matrix_svg(counts, names)
        layout.download("Matrix (SVG)", drawing, f"{name}.svg", "image/svg+xml", "confusion_svg")
        layout.download(
            "Matrix (PNG)", confusion_export.matrix_png(counts, names), f"{name}.png", "image/png", "confusion_png"
        )
        matrices, _, frames = _film(stuff)
        arrays = {"matrices": matrices, "actual": stuff.samples.actual, "probabilities": stuff.run.probabilities}
        layout.download(
            "Matrix of every epoch (npz)", layout.npz(**arrays), f"{name}.npz", "application/zip", "confusion_npz"
        )
        gif = _animation(stuff.params, frames)
        layout.download("Animation (GIF)", gif, f"{name}.gif", "image/gif", "confusion_gif")
    st.caption(
        f"The samples' table has {len(samples):,} rows: actual class, prediction, confidence, loss in nats, and the "
        "probability of every class. Every chart of the page also has its own download in its upper right corner."
    )
    layout.code("confusion", script.as_script(train, stuff.params, "run.test_accuracy[-1]", f"{name}.py"), name)
