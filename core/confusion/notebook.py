"""A run of Confusion Matrix as cells: the training, and the matrix with its margins."""

from core.networks.training import TrainingParams, train
from core.runs import script
from core.runs.notebook import Cell

MATRIX = """from core.confusion.charts.matrix import confusion_matrix
from core.confusion.evaluation import evaluate
from core.data import image_sets

images = image_sets.load(params.dataset)
evaluation = evaluate(run, images.y_test, images)
confusion_matrix(evaluation.counts, evaluation.class_names).properties(width=640)
"""


def cells(params: TrainingParams) -> list[Cell]:
    """Return the cells of a run: its training, and a chart."""
    return [
        *script.cells(train, params, "run.test_accuracy[-1]"),
        Cell("The confusion matrix with recall (right), precision (below) and accuracy (corner).", MATRIX, True),
    ]
