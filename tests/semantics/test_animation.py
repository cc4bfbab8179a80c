"""The animation of a run."""

from core.charts import images
from core.semantics import animation


def test_the_animation_has_a_frame_for_every_moment(run):
    frames = animation.frames(run, images.lookup("diverging"), ["#000000"])
    assert len(frames) == len(run.frame_times)
    assert (frames[0] != frames[-1]).any()
