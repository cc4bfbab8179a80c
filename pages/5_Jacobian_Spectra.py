"""Jacobian Spectra: which directions of the input survive through a trained network, and which are erased."""

from core import catalog
from pages._chapters.jacobian import side, trained
from pages._chapters.jacobian.imagenet import page as imagenet
from pages._shared import layout, lesson

TOPIC = catalog.topic("jacobian")
layout.setup(TOPIC)
with lesson.controls_area():
    chosen = side.choose()
draw = trained.page if chosen == side.TRAIN else imagenet.page
draw(TOPIC)
