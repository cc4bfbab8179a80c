"""The side of the page on which a visitor trains a network: controls, the run, seven chapters."""

from collections.abc import Callable
from functools import partial
from typing import Any

from core.gallery.topic import Topic
from core.jacobian.comparison import view
from core.jacobian.experiments import JacobianRun, request
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import (
    architecture,
    claims,
    directions,
    export,
    noise,
    parts,
    pretrained,
    side,
    training,
)
from pages._shared import controls, layout, lesson, own_sets, runs, share
from pages._shared.header import export as export_dialog
from pages._shared.header import header


def page(topic: Topic) -> None:
    """Draw everything below the switch."""
    defaults = JacobianParams.defaults()
    side.name_kept_settings(side.TRAIN, {controls.key_of(topic.slug, name): defaults[name] for name in defaults})
    params = _params(topic)
    parts.open_named()
    actions = header(topic, params, on_preset=side.turn_to_training)
    own_sets.require(topic.slug, params.dataset)
    run: JacobianRun = runs.ask(request(params))
    chapters: dict[str, Callable[[], None]] = {
        "Spectra and directions": partial(directions.main_picture, run),
        "Noise": partial(noise.chapter, run),
        "Classes": partial(noise.classes, run),
        "During training": partial(training.chapter, topic, run),
        "Architecture": partial(architecture.chapter, run),
        "Other networks": pretrained.chapter,
        "Claims": partial(claims.claims, run),
    }
    side.forget_chapter_of_the_other({*chapters, *parts.RENAMED})
    layout.chapters(topic, chapters, renamed=parts.RENAMED)
    share.beside_run(topic, params, run, request, view)
    export_dialog(topic, actions, partial(export.export, run))
    layout.sources(topic, directions.COMPUTED)


def _params(topic: Topic) -> JacobianParams:
    control = partial(controls.widget, topic.slug, JacobianParams)
    with lesson.controls_area():
        values: dict[str, Any] = {"dataset": controls.dataset(topic.slug, JacobianParams)}
        values |= {name: control(name) for name in ("net", "depth", "width", "activation")}
        with lesson.more_controls("More settings"):
            values |= {name: control(name) for name in ("epochs", "gain", "init")}
            values["sigma"] = control("sigma", disabled=values["init"] in ("glorot", "he"))
            values |= {name: control(name) for name in ("learning_rate", "weight_decay", "seed", "labels")}
    return JacobianParams(**values)
