"""The settings of the page: whose predictions, a training, how its matrix is shown, and which cell is selected."""

from dataclasses import asdict, dataclass, replace
from typing import Self

from core.networks.training import TrainingParams
from core.runs.params import choice, text

ANY = "any"
TRAINED, OWN_FILE, OWN_MODEL = "trained here", "own file", "own Keras model"
VIEWS = ("counts", "row shares", "top samples")
ORDERS = ("most wrong", "most confident", "least confident")


@dataclass(frozen=True, kw_only=True)
class ConfusionParams(TrainingParams):
    """A training, how its matrix is shown, and which cell is open."""

    source: str = choice(
        TRAINED,
        (TRAINED, OWN_FILE, OWN_MODEL),
        label="Predictions",
        help="Of a network that is trained here, of any classifier (in a file), or of a Keras model.",
    )
    view: str = choice("counts", VIEWS, label="In each cell")
    order: str = choice(
        "most wrong",
        ORDERS,
        label="Order of the images",
        help="Most wrong: the smallest probability for the actual class, which is the largest loss.",
    )
    actual: str = text(ANY, label="Actual class")
    predicted: str = text(ANY, label="Predicted class")

    def canonical(self) -> Self:
        """Drop what the architecture does not use, and which samples are looked at."""
        return replace(super().canonical(), order=ORDERS[0], actual=ANY, predicted=ANY)

    def training(self) -> TrainingParams:
        """The training alone, which is computed, baked and shared with other pages."""
        fields = asdict(self)
        return TrainingParams(**{name: fields[name] for name in TrainingParams.controls()}).canonical()
