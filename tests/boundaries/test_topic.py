"""What the notes of the presets promise, against the baked runs of twenty networks."""

import pytest

from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.boundaries.topic import TOPIC
from core.gallery.topic import RUNS
from core.runs import archive

# title -> (words of the note, what they mean for twenty networks)
PROMISES = {
    "1. Two blobs, one line": ("is enough", lambda many: many.successes == 20),
    "2. Spiral, linear": ("can't follow", lambda many: many.successes == 0),
    "3. Spiral, 2 tanh": ("not from every random seed", lambda many: 0 < many.successes < 20),
    "5. Spiral, 10 tanh": ("from all twenty seeds", lambda many: many.successes == 20),
    "6. Donut, 2 tanh": ("can't close a ring", lambda many: not many.islands.any()),
    "7. Donut, 10 tanh": ("closes around the disc", lambda many: many.islands[0] > 0),
    "8. Donut, polar": ("divides the disc from the ring", lambda many: many.successes == 20),
}


@pytest.mark.parametrize("title", PROMISES)
def test_notes_promise_what_twenty_networks_do(title):
    words, kept = PROMISES[title]
    preset = next(preset for preset in TOPIC.presets if preset.title == title)
    assert words in preset.note
    params = BoundaryParams(**preset.values).canonical()
    assert kept(archive.load(RUNS / "boundaries_seeds" / f"{params.slug()}.npz", SeedsRun, params=BoundaryParams))
