"""Settings: what a run depends on, and how much memory it takes."""

from core.semantics.params import SemanticsParams


def test_unused_settings_share_one_run():
    assert SemanticsParams(flip=0.3, table="x").canonical() == SemanticsParams()
    assert SemanticsParams(network="shallow", hidden=3).canonical() == SemanticsParams(network="shallow")
    assert SemanticsParams(world="sampled tree", flip=0.3).canonical().flip == 0.3
