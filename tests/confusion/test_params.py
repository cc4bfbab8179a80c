"""Settings of the page: what belongs to the training, and what only to what is shown."""

from core.confusion.params import ConfusionParams
from core.networks.training import TrainingParams


def test_params_share_their_training_whatever_is_looked_at():
    looked = ConfusionParams(actual="4", predicted="9", order="most confident", view="top samples", hidden=7)
    assert looked.training() == TrainingParams()
    assert looked.canonical() == ConfusionParams(view="top samples")
