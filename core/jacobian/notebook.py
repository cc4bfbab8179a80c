"""A run of Jacobian Spectra as cells: training and measurement, and the spectra of all layers."""

from core.jacobian.experiments import compute
from core.jacobian.training import JacobianParams
from core.runs import script
from core.runs.notebook import Cell

SPECTRA = """import altair as alt

from core.jacobian.charts.spectra import by_index
from core.jacobian.spectrum_shape import SCALES, scaled

charts = by_index(scaled(run.values, run.gains, SCALES[0]), run.layers, SCALES[0])
alt.hconcat(*(chart.properties(width=360) for chart in charts))
"""


def cells(params: JacobianParams) -> list[Cell]:
    """Return the cells of a run: training and measurement, and a chart."""
    text = "Singular values of the Jacobians from the image to each layer, mean ± SD over test images."
    return [*script.cells(compute, params, "run.test_accuracy[-1]"), Cell(text, SPECTRA, True)]
