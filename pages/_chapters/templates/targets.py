"""What target each layer learns: output, gradient and implied target over training."""

import numpy as np
import streamlit as st

from core.charts import theme
from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.training import Training, TrainingParams
from core.templates.findings import evidence as findings
from core.templates.implied_targets import TargetStatistics, films, statistics_over_training
from pages._chapters.templates.common import SAMPLE, chosen_image, sample_size
from pages._shared.player import Curves, Panel, Pictures, player


def target_section(run: Training, images: ImageSet) -> None:
    """Show output, gradient and implied target of every layer, for one image and on average."""
    index = chosen_image(images)
    measured = _measured(run.params, run, images)
    names = ("output layer", "hidden layer")[: len(measured)]
    panels: list[Panel] = []
    drawn = films(run.weights, dense.rows(images.x_test[index : index + 1])[0], int(images.y_test[index]))
    for name, frames, bias in zip(names, drawn, (run.weights[-1], run.weights[1]), strict=False):
        panels.append(
            Pictures(
                title=f"{name.capitalize()}, {bias.shape[-1]} units, for this image",
                frames=frames,
                labels=("output", "gradient (own scale)", "target"),
                columns=3,
                alt=f"Output, gradient and target of the {name} as small images over training",
            )
        )
    panels += _curves(names[-1], measured[-1])
    player(panels, moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_teacher")
    st.markdown(findings.output_target(measured[0][-1], run.weights[-1].shape[-1]))
    if len(measured) == 1:
        st.info("Choose “hidden” in the sidebar to see the target of a hidden layer.")
        return
    st.markdown(findings.hidden_target(measured[1][0], measured[1][-1], run.weights[1].shape[-1]))
    st.caption(
        f"Means over {sample_size(images):,} test images, with their true labels. Target = output − gradient, where "
        f"the gradient of the hidden layer is that of the output layer, sent back through the output weights (as in "
        f"the article, without the mask of the ReLU)."
    )


def _curves(name: str, measured: list[TargetStatistics]) -> list[Curves]:
    series = {
        "participation ratio of the target (units)": [m.participation for m in measured],
        "negative entries of the target (share)": [m.negative for m in measured],
        "|gradient| / |output|": [m.distance for m in measured],
    }
    return [
        Curves(
            title=f"{name.capitalize()}: {what}",
            series={"mean": np.array(values)},
            colours=(colour,),
            log=what.startswith("|"),
            alt=f"{what}: from {values[0]:.3g} to {values[-1]:.3g}",
        )
        for (what, values), colour in zip(series.items(), theme.CATEGORICAL, strict=False)
    ]


@st.cache_data(max_entries=12, show_spinner="Measuring the targets of every layer")
def _measured(params: TrainingParams, _run: Training, _images: ImageSet) -> list[list[TargetStatistics]]:
    return statistics_over_training(_run.weights, dense.rows(_images.x_test[:SAMPLE]), _images.y_test[:SAMPLE])
