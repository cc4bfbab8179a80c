"""A run of Weight Templates as cells: the training, the templates as an image, and accuracy over the epochs."""

from core.networks.training import TrainingParams, train
from core.runs import script
from core.runs.notebook import Cell

SAMPLE = 2000  # test images that templates are averaged over
TEMPLATES = """from PIL import Image

from core.data import image_sets
from core.templates.class_templates import class_templates
from core.templates.images import as_images, sheet

images = image_sets.load(params.dataset)
some = slice({sample})
templates = class_templates(run.final(), images.x_test[some], images.y_test[some], len(images.class_names))
pixels = sheet(as_images(templates, images.shape), columns=5)
Image.fromarray(pixels).resize((4 * pixels.shape[1], 4 * pixels.shape[0]), Image.Resampling.NEAREST)
"""
ACCURACY = """import altair as alt
import pandas as pd

from core.charts import theme

curves = {"training": run.accuracy, "test": run.test_accuracy}
wide = pd.DataFrame({"epoch": np.arange(run.epochs + 1), **curves})
frame = wide.melt("epoch", var_name="images", value_name="accuracy")
alt.Chart(frame).mark_line().encode(
    alt.X("epoch:Q", axis=alt.Axis(tickMinStep=1)),
    alt.Y("accuracy:Q", scale=theme.share_scale(), axis=theme.percent_axis()),
    alt.Color("images:N", scale=alt.Scale(domain=list(curves), range=[theme.TRAINING, theme.TEST])),
)
"""


def cells(params: TrainingParams) -> list[Cell]:
    """Return the cells of a run: its training, and two charts."""
    return [
        *script.cells(train, params, "run.test_accuracy[-1]"),
        Cell("The template of each class: red counts for it, blue against it.", TEMPLATES.format(sample=SAMPLE), True),
        Cell("Accuracy over the epochs, on training and on test images.", ACCURACY, True),
    ]
