"""The side of the page on EfficientNet-Lite0: a photograph to choose, and what its Jacobians say."""

from collections.abc import Callable
from functools import partial

from core.gallery.topic import Topic
from core.jacobian import imagenet_spectra
from pages._chapters import links
from pages._chapters.jacobian import pretrained, side
from pages._chapters.jacobian.imagenet import claims, directions, export, noise, photograph, spectra
from pages._shared import layout, lesson
from pages._shared.header import export as export_dialog
from pages._shared.header import header


def page(topic: Topic) -> None:
    """Draw everything below the switch."""
    side.name_kept_settings(side.IMAGENET, {photograph.KEY: imagenet_spectra.PHOTOGRAPHS[0]})
    with lesson.controls_area():
        chosen = photograph.choose()
    side.put_pin_away(topic)
    actions = header(topic, None, links=links.imagenet(), on_preset=side.turn_to_training)
    chapters: dict[str, Callable[[], None]] = {
        "Spectra": partial(spectra.chapter, chosen),
        "Directions": partial(directions.chapter, chosen),
        "Noise": partial(noise.chapter, chosen),
        "Other networks": pretrained.chapter,
        "Claims": claims.chapter,
    }
    renamed = {"Spectra and directions": "Spectra"}
    side.forget_chapter_of_the_other({*chapters, *renamed})
    layout.chapters(topic, chapters, renamed=renamed, outside=(side.KEY, photograph.KEY))
    export_dialog(topic, actions, partial(export.export, chosen))
    layout.sources(topic, spectra.COMPUTED)
