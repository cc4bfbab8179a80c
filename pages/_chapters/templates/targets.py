"""What target each layer learns: output, gradient and implied target over training."""

import numpy as np
import streamlit as st

from core.charts import theme
from core.data.image_sets import ImageSet
from core.networks import dense
from core.networks.training import Training, TrainingParams
from core.templates.findings import evidence as findings
from core.templates.implied_targets import TargetStatistics, films, output_film, statistics_over_training
from pages._chapters.templates.common import SAMPLE, chosen_image, sample_size, with_hidden_units
from pages._shared.player import Curves, Matrix, Panel, Pictures, player


def target_section(run: Training, images: ImageSet) -> None:
    """Show output, gradient and implied target of both layers of a hidden network, for one image and on average."""
    run, images = with_hidden_units(run, images)
    index = chosen_image(images)
    measured = _measured(run.params, run, images)
    x, label, units = images.x_test[index : index + 1], int(images.y_test[index]), run.weights[1].shape[-1]
    panels: list[Panel] = [
        Matrix(
            title=f"Output layer, for this image of class {images.class_names[label]}",
            frames=output_film(run.weights, dense.rows(x)[0], label),
            rows=("output", "gradient", "target"),
            columns=images.class_names,
            limit=1.0,
        ),
        Pictures(
            title=f"Hidden layer, for this image: a square for each of its {units} units",
            frames=films(run.weights, dense.rows(x)[0], label)[1],
            labels=("output", "gradient (own scale)", "target"),
            columns=3,
            alt="Output, gradient and target of the hidden layer as small images over training",
        ),
        *_curves(measured[1]),
    ]
    player(panels, moments=[f"epoch {e}" for e in run.kept_epochs], key="templates_teacher")
    st.markdown(findings.output_target(measured[0][-1], run.weights[-1].shape[-1]))
    st.markdown(findings.hidden_target(measured[1][0], measured[1][-1], units))
    st.caption(
        "The target of a layer is its output minus its gradient: the output for which the gradient would vanish. "
        f"Curves and numbers are means over {sample_size(images):,} test images, with their true labels. The gradient "
        "of the hidden layer is that of the output layer, sent back through the output weights (as in the article, "
        "without the mask of the ReLU)."
    )


def _curves(measured: list[TargetStatistics]) -> list[Curves]:
    participation = np.array([m.participation for m in measured])
    negative = np.array([m.negative for m in measured])
    distance = np.array([m.distance for m in measured])
    return [
        Curves(
            title="Hidden target: participation ratio",
            series={"mean": participation},
            colours=(theme.TEST,),
            unit="units",
            alt=f"From {participation[0]:.0f} to {participation[-1]:.0f} units",
        ),
        Curves(
            title="Hidden target: negative entries",
            series={"mean": negative},
            colours=(theme.TEST,),
            unit="%",
            alt=f"From {negative[0]:.0%} to {negative[-1]:.0%}",
        ),
        Curves(
            title="Hidden layer: length of gradient / length of output",
            series={"mean": distance},
            colours=(theme.TEST,),
            log="auto",
            alt=f"From {distance[0]:.3g} to {distance[-1]:.3g}",
        ),
    ]


@st.cache_data(max_entries=12, show_spinner="Measuring the targets of every layer")
def _measured(params: TrainingParams, _run: Training, _images: ImageSet) -> list[list[TargetStatistics]]:
    return statistics_over_training(_run.weights, dense.rows(_images.x_test[:SAMPLE]), _images.y_test[:SAMPLE])
