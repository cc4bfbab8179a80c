"""Files of a run."""

import io

import numpy as np

from core.data import concepts
from core.runs.progress import drain
from core.semantics import (
    export,
)
from core.semantics.params import SemanticsParams
from core.semantics.run import train

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


def test_exports_hold_the_run():
    run = drain(train(SemanticsParams(network="both", steps=50, seeds=2)))
    rows = export.modes_csv(run).splitlines()
    assert rows[0] == "network,seed,t,a1,a2,a3,a4,loss"
    assert len(rows) == 1 + 2 * 2 * 51
    first = np.array(rows[1].split(",")[3:7], float)
    np.testing.assert_allclose(first, run.strengths[0, 0, 0], rtol=1e-5)
    beliefs = export.beliefs_csv(run).splitlines()
    assert beliefs[0].split(",")[3:] == list(KINGDOM.properties)
    np.testing.assert_allclose(np.array(beliefs[-1].split(",")[3:], float), run.maps[1, -1, :, 3], rtol=1e-4)
    with np.load(io.BytesIO(export.everything(run)), allow_pickle=False) as archive:
        assert archive["items"].tolist() == list(KINGDOM.items)
        np.testing.assert_array_equal(archive["final_maps"], run.final_maps)


def test_no_name_in_a_file_of_beliefs_is_a_formula():
    params = SemanticsParams(world="my own", table=",=cmd,b\n@x,1,0\ny,0,1", steps=50, seeds=1)
    rows = export.beliefs_csv(drain(train(params))).splitlines()
    assert rows[0] == "network,t,item,'=cmd,b"
    assert rows[1].startswith("deep,0,'@x,")


def test_the_ending_is_in_words(run):
    text = export.ending(run)
    assert "2.64575" in text or "2.6457" in text
    assert "…" not in text
