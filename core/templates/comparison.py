"""The numbers, the curve and the signed image by which two runs are compared."""

from core.data.image_sets import ImageSet
from core.gallery.comparison import View, accuracies, by_epoch
from core.networks.training import Training
from core.templates.class_templates import class_templates


def view(run: Training, data: ImageSet) -> View:
    """Return accuracy, and the templates of the classes (of colours the mean); none of a CNN, which has no template."""
    drawn = None
    if run.params.architecture != "cnn":
        maps = class_templates(run.final(), data.x_test, data.y_test, len(data.class_names)).reshape(-1, *data.shape)
        drawn = maps.mean(-1) if maps.ndim == 4 else maps
    return View(accuracies(run), by_epoch(run), ("epoch", "test accuracy"), drawn, "templates of the classes")
