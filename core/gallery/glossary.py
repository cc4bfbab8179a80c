"""The terms that a second-year student may not know, each explained in at most two sentences."""

from dataclasses import dataclass

TEMPLATES, CONFUSION, COMPRESSION = "templates", "confusion", "compression"
SEMANTICS, JACOBIAN, BOUNDARIES = "semantics", "jacobian", "boundaries"


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes
    ----------
    name : str
    definition : str
        At most two sentences, with the unit or the range of a number.
    topics : tuple of str
        The slugs of the topics whose pages use it.
    aliases : tuple of str
        Other ways in which the pages write it.
    """

    name: str
    definition: str
    topics: tuple[str, ...]
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return the name and its aliases."""
        return self.name, *self.aliases


TERMS = (
    Term(
        "95 % interval",
        "A range computed from a sample that contains the true mean or share in 95 of 100 repetitions of the "
        "experiment. Means have Student's t interval, and shares such as 17 of 20 the exact binomial interval of "
        "Clopper and Pearson.",
        (TEMPLATES, CONFUSION, SEMANTICS, JACOBIAN, BOUNDARIES),
        ("t interval", "95 %", "binomial interval"),
    ),
    Term(
        "calibration",
        "How well confidence agrees with accuracy. A network is calibrated if it is correct on 80 % of the samples on "
        "which its confidence is 80 %, and so on for every confidence.",
        (CONFUSION,),
        ("calibrated",),
    ),
    Term(
        "CKA",
        "Centred kernel alignment: how alike two networks arrange the same images in their hidden layers, from 0 to 1. "
        "It stays the same if units are reordered, or if the codes are rotated or scaled as a whole.",
        (TEMPLATES,),
    ),
    Term(
        "confidence",
        "The probability that softmax gives to the predicted class, from 1 / (number of classes) to 1. The network "
        "computes it without knowing the answer, so it can be high for a wrong prediction.",
        (CONFUSION,),
    ),
    Term(
        "cosine",
        "The cosine of the angle between two lists of numbers, from −1 to 1. It is 1 if they point in the same "
        "direction, 0 if they are perpendicular.",
        (TEMPLATES,),
    ),
    Term(
        "cross-entropy",
        "The loss of a classifier: −ln of the probability that it gives to the actual class, as a mean over samples, "
        "in nats. It is 0 for certain and correct predictions.",
        (TEMPLATES, JACOBIAN, BOUNDARIES),
    ),
    Term(
        "energy",
        "The share of an image that its first components keep: their squared singular values as a share of all "
        "squared singular values, 0 to 100 %.",
        (COMPRESSION,),
    ),
    Term(
        "evidence",
        "What one pixel or hidden unit adds to a class's logit: for one layer, the pixel's value times its weight. "
        "The evidence of all pixels and the biases sum to the logit.",
        (TEMPLATES, CONFUSION),
    ),
    Term(
        "expected calibration error",
        "The mean distance between confidence and accuracy, 0 to 100 %: samples are sorted into bins by confidence, "
        "and each bin counts by its number of samples. A calibrated network has 0.",
        (CONFUSION,),
        ("ECE",),
    ),
    Term(
        "gain",
        "By how much something is multiplied. The paper's sigmoid multiplies its input by the gain g; the gain of a "
        "direction at a layer is s‖x‖/‖h‖, the relative change of the output for a small relative change of the input.",
        (JACOBIAN,),
    ),
    Term(
        "gradient",
        "How fast the loss changes with each weight, or with each output of a layer. Training moves the weights "
        "against the gradient, so that the loss falls.",
        (TEMPLATES, SEMANTICS, JACOBIAN, BOUNDARIES),
    ),
    Term(
        "half-time",
        "When a mode is half learned: the first time at which its strength reaches half of the singular value that it "
        "has in the data. Time is in units of τ: the number of steps times the learning rate.",
        (SEMANTICS,),
    ),
    Term(
        "Jacobian",
        "The table of derivatives of a layer's outputs with respect to the pixels, at one image. Multiplied with a "
        "small change of the image, it gives the change of the outputs.",
        (JACOBIAN,),
    ),
    Term(
        "logit",
        "The score of a class before softmax, any real number. The class with the largest logit is the prediction.",
        (TEMPLATES, CONFUSION, JACOBIAN, BOUNDARIES),
    ),
    Term(
        "McNemar's test",
        "Compares two classifiers on the same samples by those that only one of them classifies correctly. A p-value "
        "below .05 says that such a difference is unlikely if both were equally accurate.",
        (TEMPLATES, CONFUSION),
        ("McNemar",),
    ),
    Term(
        "mnist-5k",
        "The bundled part of MNIST: 5,000 handwritten digits of 28 × 28 pixels, 4,000 for training and 1,000 for "
        "testing. Full MNIST has 60,000 and 10,000.",
        (TEMPLATES, CONFUSION, SEMANTICS, JACOBIAN),
    ),
    Term(
        "mode",
        "One pattern in a table of facts, such as “animals against plants”: a group of items (v), a group of "
        "properties (u), and a singular value (s) that says how strongly they go together.",
        (SEMANTICS,),
    ),
    Term(
        "nats",
        "The unit of anything computed with the natural logarithm, such as a loss or a difference of logits. Equal "
        "probabilities for ten classes have a loss of ln 10 = 2.30 nats.",
        (TEMPLATES, CONFUSION, JACOBIAN, BOUNDARIES),
    ),
    Term(
        "one-hot",
        "A target or input that is 1 at one place and 0 everywhere else. The one-hot target of the digit 3 is 1 at "
        "output 3.",
        (TEMPLATES, SEMANTICS),
    ),
    Term(
        "participation ratio",
        "How many entries carry a list of n numbers: (Σ w)² / Σ w², with w the squared entries. It is n if all are "
        "equally large and 1 if a single one is not 0; divided by n it is a share.",
        (TEMPLATES, SEMANTICS, JACOBIAN),
    ),
    Term(
        "Pearson's r",
        "The correlation of two lists of numbers, from −1 to 1; brightness and contrast make no difference to it. It "
        "is 1 if one image is a brighter or stronger copy of the other, and near 0 if they are unrelated.",
        (TEMPLATES, SEMANTICS),
        ("Pearson",),
    ),
    Term(
        "precision",
        "Of the samples classified as a class, the share that belong to it, 0 to 100 %. It is read down a column of "
        "the confusion matrix.",
        (CONFUSION,),
    ),
    Term(
        "PSNR",
        "Peak signal-to-noise ratio: how close a compressed image is to the original, in decibels (dB), from "
        "the mean squared error of its pixels. 6 dB more are half the error; above 40 dB it is hardly visible.",
        (COMPRESSION,),
    ),
    Term(
        "random seed",
        "The number that the random generator starts from. It decides the initial weights and the order of the "
        "samples: equal seeds give equal runs.",
        (TEMPLATES, CONFUSION, SEMANTICS, JACOBIAN, BOUNDARIES),
        ("seed", "Seed"),
    ),
    Term(
        "rank-1 component",
        "One column times one row: an image whose rows are all multiples of one another. Every image is a sum of such "
        "components, and a rank-k image is a sum of k of them.",
        (COMPRESSION,),
        ("rank-1", "rank 1", "Rank 1"),
    ),
    Term(
        "recall",
        "Of the samples of a class, the share that is classified as it, 0 to 100 %. It is read along a row of the "
        "confusion matrix.",
        (CONFUSION,),
    ),
    Term(
        "RSA",
        "Representational similarity analysis: whether the same pairs of images are alike in two networks. It is the "
        "rank correlation of the two tables of distances between images, from −1 to 1.",
        (TEMPLATES,),
    ),
    Term(
        "s / s₁",
        "A singular value divided by the largest one, from 0 to 1. A spectrum is steep if this ratio falls fast, so "
        "that few directions matter.",
        (JACOBIAN,),
        ("s/s₁", "s₁₀/s₁"),
    ),
    Term(
        "shuffled labels",
        "A control: the network is trained on the same images with their labels exchanged at random. What such a "
        "network shows as well is not learned from the classes.",
        (TEMPLATES, CONFUSION),
    ),
    Term(
        "singular value",
        "How strongly a matrix stretches one of its directions: s ≥ 0, sorted from large to small. Large values are "
        "the strongest patterns of a table, or the directions that a network passes on.",
        (COMPRESSION, SEMANTICS, JACOBIAN),
    ),
    Term(
        "singular vector",
        "A direction of length 1 that belongs to a singular value. A matrix maps the right singular vector v to s "
        "times the left one, u.",
        (JACOBIAN,),
    ),
    Term(
        "softmax",
        "Turns logits into probabilities: exp of each logit, divided by the sum of all. They lie between 0 and 1 and "
        "sum to 1.",
        (TEMPLATES, CONFUSION, BOUNDARIES),
    ),
    Term(
        "Spearman's correlation",
        "Pearson's r of ranks instead of values, from −1 to 1. It is 1 if two lists have the same order.",
        (TEMPLATES, SEMANTICS, JACOBIAN),
        ("Spearman", "rank correlation"),
    ),
    Term(
        "SSIM",
        "Structural similarity: compares brightness, contrast and pattern of two images in small windows. It is 1 for "
        "equal images and near 0 for unrelated ones.",
        (COMPRESSION,),
    ),
    Term(
        "template",
        "The weights of one unit, drawn as an image: which pixels count for it (red) and against it (blue).",
        (TEMPLATES, CONFUSION),
    ),
    Term(
        "triplet",
        "A singular value with its two vectors, (s, u, v): the network turns a small change of the image along v into "
        "a change of its output along u, s times as large.",
        (JACOBIAN,),
    ),
    Term(
        "weight decay",
        "A penalty on large weights: every training step makes all weights a little smaller. 0 switches it off.",
        (TEMPLATES, JACOBIAN, BOUNDARIES),
    ),
)


def of_topic(slug: str) -> tuple[Term, ...]:
    """Return the terms that a topic's page uses, in alphabetical order."""
    return tuple(term for term in TERMS if slug in term.topics)


def term(name: str) -> Term:
    """Return the term of that name or alias, or raise KeyError."""
    return {spelling: term for term in TERMS for spelling in term.spellings}[name]
