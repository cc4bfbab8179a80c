"""Sentences on shuffled labels from both sides of every condition, and the presets on their bundled runs."""

from types import SimpleNamespace

import numpy as np
import pytest

from core import bake
from core.catalog import topic
from core.confusion import findings as confusion
from core.confusion.evaluation import evaluate
from core.data import image_sets
from core.gallery.shuffled_labels import against_chance, control
from core.jacobian import experiments
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import spectrum
from core.jacobian.training import JacobianParams
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.runs.progress import drain
from core.statistics import pearson
from core.templates.class_means import moments
from core.templates.class_templates import class_templates
from core.templates.findings import networks as templates
from core.templates.findings import seeds
from tests.templates.findings.test_seeds import found

GUESSING, ACCIDENT = "cannot be distinguished from guessing", "no sign of knowledge"


def said(train_accuracy: float, test_accuracy: float, labels: str = "shuffled", dataset: str = "mnist-5k") -> str:
    ends = (np.array([0.1, end], np.float32) for end in (train_accuracy, test_accuracy))
    accuracy, tested = ends
    params = TrainingParams(dataset=dataset, labels=labels)
    return against_chance(SimpleNamespace(params=params, accuracy=accuracy, test_accuracy=tested))


@pytest.mark.parametrize(
    ("test_accuracy", "dataset", "there", "missing"),
    [
        (0.116, "mnist-5k", GUESSING, ACCIDENT),
        (0.121, "mnist-5k", ACCIDENT, GUESSING),  # 10.1 % to 14.3 %
        (0.079, "mnist-5k", ACCIDENT, GUESSING),
        (0.116, "mnist", ACCIDENT, GUESSING),  # ten times as many images
    ],
)
def test_the_test_accuracy_is_held_against_chance(test_accuracy, dataset, there, missing):
    text = said(0.9, test_accuracy, dataset=dataset)
    assert there in text
    assert missing not in text
    assert f"test accuracy of **{test_accuracy:.1%}**" in text


@pytest.mark.parametrize(("learned", "how"), [(0.501, "memorised most"), (0.499, "memorised less than half")])
def test_what_is_memorised(learned, how):
    assert how in said(learned, 0.1)


def test_true_labels_are_not_mentioned():
    assert said(0.9, 0.9, labels="true") == ""
    assert control(TrainingParams()) == ""
    assert "does not require that the network has learned the classes" in control(TrainingParams(labels="shuffled"))
    assert "All learn the same shuffled labels." in seeds.setting(found((0, 0, 0), (0, 0, 0), labels="shuffled"))
    assert "shuffled" not in seeds.setting(found((0, 0, 0), (0, 0, 0)))


def test_labels_of_the_nearest_images_are_those_of_the_training():
    assert confusion.trained_as(np.array([2, 0]), "abc") == "In training they had the shuffled labels c, a."


def preset(slug: str, title: str = "Shuffled labels") -> dict:
    return dict(next(found.values for found in topic(slug).presets if found.title == title))


def test_the_presets_of_templates_and_confusion_hold_on_their_run():
    assert preset("templates") == preset("confusion")
    params, data = TrainingParams(**preset("templates")), image_sets.load("mnist-5k")
    run, plain = (
        archive.load(bake.Recipe("training", p, train).path, Training, params=TrainingParams)
        for p in (params, TrainingParams(architecture="hidden"))
    )
    text = templates.accuracy(run, 10)
    assert "memorised most" in text
    assert GUESSING in text
    assert "shuffled" not in templates.accuracy(plain, 10)
    means = drain(moments(data.x_train, data.y_train, 10)).means()
    noise, learned = (
        np.abs(pearson(class_templates(r.final(), data.x_test, data.y_test, 10), means)) for r in (run, plain)
    )
    assert noise.max() < 0.06  # "templates are noise"
    assert learned.min() > 0.1
    counts = evaluate(run, data.y_test, data).counts
    assert counts.min() > 0  # "all 100 cells are filled"
    # "no diagonal stands out": the ten predictions in any other order give as many hits. Hoeffding 1951 has the SD.
    centred = counts - counts.mean(0) - counts.mean(1, keepdims=True) + counts.mean()
    assert abs(np.trace(counts) - counts.sum() / 10) < 2 * np.sqrt((centred**2).sum() / 9)


def test_the_preset_of_jacobian_spectra_holds_on_its_run():
    run, plain = (
        archive.load(bake.Recipe("jacobian", p, experiments.compute).path, JacobianRun, params=JacobianParams)
        for p in (JacobianParams(**preset("jacobian", title)) for title in ("Shuffled labels", "Digits, dense layers"))
    )
    text = spectrum(run).text
    assert "memorised most" in text
    assert GUESSING in text
    assert "shuffled" not in spectrum(plain).text
    deep = run.layers.index("dense4")
    first, tenth = (np.array([r.values[0, deep, :, rank].mean() for r in (run, plain)]) for rank in (0, 9))
    steep = tenth / first
    assert steep[0] == pytest.approx(steep[1], abs=0.03)  # "about as steep"
    assert first[0] > 1.5 * first[1]
    random = experiments.directional_noise.DIRECTIONS.index("random")
    assert experiments.directional_noise.STRENGTHS[-1] == 0.4
    assert run.flips[random, -1].astype(float).mean() > 0.5
    assert plain.flips[random, -1].astype(float).mean() < 0.1
