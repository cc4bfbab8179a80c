"""The main picture: templates under the mean images of their classes, accuracy and loss, under one time slider."""

import numpy as np
import streamlit as st

from core.charts import theme
from core.data.image_sets import ImageSet
from core.networks.training import Training
from core.templates.class_means import ClassMeans
from core.templates.findings import networks as findings
from core.templates.hidden_units import filter_change
from core.templates.images import CHANNELS, as_images, image_limit, kept_frames
from core.templates.quiz import quiz
from pages._chapters.templates.common import SLUG, means, templates
from pages._shared import exports, layout, thinning
from pages._shared.player import Curves, Panel, Pictures, chance, drawing, player

# Whether templates are compared with mean images: a widget's key, which stands in addresses.
COMPARED = "templates_means"

FULL_ROW = 6.0  # the weight of a panel that has a row of its own

COMPUTED = """
- **Template** of a class: the mean, over up to 2,000 test images of that class, of the gradient of its logit with
  respect to the pixels. With one layer this is the weight vector itself. With a hidden layer it is the filters, each
  weighted by its output weight and by how often it is active on that class.
- **Winner**: the unit of a layer with the largest output. Its weights are compared with the input of the layer by
  inner product (what the unit computes, without its bias), cosine, and Pearson's r (cosine without the means). The
  same r with the winner of another image shows how much any winner would match.
- **Evidence** for a class: pixel times the weight with which it reaches the logit through the units that are active on
  this image. With the biases it sums to the logit, up to rounding in 64 bits.
- **Implied target** of a layer: output − gradient. Participation ratio: (Σ t²)² / Σ t⁴.
- **Agreement of networks**: Pearson's r of the outputs of two units over up to 2,000 test images, by number or matched
  one to one (Hungarian method); linear CKA; RSA is Spearman's correlation of two tables of 1 − r between 400 images.
  All networks of a comparison are trained as one stack; each is trained exactly as it would be alone.
- **Shuffled labels** are those of the training images only. Test accuracy, templates, winners, evidence, implied
  targets and mean images use the true labels. Networks that differ in their seeds learn the same shuffled labels. The
  networks of other sizes, and those on CIFAR-10 that are bundled, are trained on true labels.
- **Comparison with mean images**: McNemar's exact test on the same test images.
- Training is Keras: cross-entropy of softmax outputs, the optimizer you choose, Glorot uniform initialisation, all
  images in a new order every epoch. Bundled runs keep their weights as 16-bit floats.
"""


def film(run: Training, images: ImageSet) -> None:
    """Show the templates below the mean images of their classes, with accuracy and loss; then ask about them."""
    if run.failure:
        st.warning(run.failure)
    place = st.container()
    channel = _channel(images)
    found, average = templates(run.params, run, images), means(run.params.dataset)
    with place:
        player(_panels(run, images, found, average, channel), moments=_moments(run), key="templates_film")
    layout.quiz(SLUG, quiz(found[-1], average.means, images.shown_names))
    said, about = _said(run, images)
    st.markdown(said)
    (st.caption if len(run.weights) > 2 else st.markdown)(about)


def exported(run: Training, images: ImageSet, average: ClassMeans) -> exports.Film:
    """Return the film for a file, and what is said below it."""
    panels = _panels(run, images, templates(run.params, run, images), average, CHANNELS[0])
    data, left_out = thinning.packed(panels, _moments(run), start=run.epochs)
    return exports.Film(drawing=drawing(), data=data, findings=[*_said(run, images), left_out])


def _moments(run: Training) -> list[str]:
    return [f"epoch {epoch}" for epoch in range(run.epochs + 1)]


def _said(run: Training, images: ImageSet) -> tuple[str, str]:
    """Return what share is classified correctly, and what a template is or what it keeps of its initial weights."""
    said = findings.accuracy(run, len(images.class_names))
    if len(run.weights) > 2:
        return said, (
            "With a hidden layer, the template of a class says how its score changes with each pixel, on average over "
            "test images of the class. It is a mixture of the weights of the hidden units."
        )
    return said, findings.initial_templates(filter_change(run.weights[0][0], run.weights[0][-1]))


def _panels(run: Training, images: ImageSet, found: np.ndarray, average: ClassMeans, channel: str) -> list[Panel]:
    in_colour, names = images.x_train.ndim == 4 and channel == "all", images.class_names
    limit = float(f"{image_limit(found, images.shape, channel):.2g}")
    colours = (theme.TRAINING, theme.TEST)
    return [
        Pictures(
            title="Mean training image of each class",
            frames=average.images(images.shape)[None],
            frame_of=[0] * (run.epochs + 1),
            labels=names,
            columns=14,
            palette="grey",
            weight=FULL_ROW,
        ),
        Pictures(
            title="Template of each class: " + ("grey is 0" if in_colour else "red counts for it, blue against it"),
            frames=as_images(found, images.shape, channel),
            labels=names,
            frame_of=kept_frames(run.kept_epochs, run.epochs),
            scale=None if in_colour else (-limit, limit, "weight of a pixel"),
            weight=3.0,
        ),
        Curves(
            title="Accuracy",
            series={"training": run.accuracy, "test": run.test_accuracy},
            colours=colours,
            unit="%",
            reference=chance(len(names)),
            alt=f"Accuracy over {run.epochs} epochs; on test images it ends at {run.test_accuracy[-1]:.1%}.",
        ),
        Curves(
            title="Loss",
            series={"training": run.loss, "test": run.test_loss},
            colours=colours,
            unit="nats",
            log="auto",
            alt=f"Cross-entropy over {run.epochs} epochs; on test images it ends at {run.test_loss[-1]:.3g} nats.",
        ),
    ]


def _channel(images: ImageSet) -> str:
    if images.x_train.ndim == 3:
        return "all"
    return st.segmented_control(
        "Colour channel", CHANNELS, default="all", required=True, key="templates_channel", bind="query-params"
    )
