"""The topic Jacobian Spectra: question, presets, sources."""

from core.gallery.topic import RANDOM_LABELS, Preset, Source, Topic
from core.jacobian.training import JacobianParams

DENSE = {"dataset": "mnist-5k", "net": "mlp", "depth": 4, "width": 64, "epochs": 15}

TOPIC = Topic(
    slug="jacobian",
    title="Jacobian Spectra",
    question="Which changes do layers keep?",
    lede="These networks classify images. A small change of an image changes the output of each layer. The Jacobian's "
    "singular vectors, drawn as images, are the directions that count; its singular values say how much.",
    activity="See which changes of an image each layer passes on, and which it erases.",
    page="pages/5_Jacobian_Spectra.py",
    icon=":material/waves:",
    params=JacobianParams,
    presets=(
        Preset(
            "Five convolutions",
            {},
            "Patches of photographs. After training the curves of the deep layers (pool5 to logits) fall faster than "
            "before.",
        ),
        Preset(
            "Digits, dense layers",
            DENSE,
            "Without convolutions the architecture does not make directions local: compare after with before training.",
        ),
        Preset(
            "Sigmoid, gain 4",
            {**DENSE, "depth": 3, "activation": "sigmoid", "gain": 4.0, "init": "glorot"},
            "The paper's f(g z) with g = 4. Units far from z = 0 pass on little. “Logarithmic” shows weak directions.",
        ),
        Preset(
            "Large weights",
            {**DENSE, "activation": "tanh", "init": "gaussian", "sigma": 3.0, "epochs": 10},
            "Initial weights three times the usual size: s₁ at dense4 is large before training already and falls.",
        ),
        Preset(
            "Contractive",
            {"dataset": "mnist-5k", "net": "mlp", "depth": 1, "width": 128, "activation": "sigmoid"},
            "Auto-encoders with and without a penalty on ‖J‖². Other chapters show a classifier with as many units.",
            tab="Contractive auto-encoders",
        ),
        Preset(
            "Shuffled labels",
            {**DENSE, "epochs": 40, "labels": "shuffled"},
            "A control: most labels, in random order, are memorised. At dense4 the spectrum is about as steep as with "
            "true ones.",
        ),
    ),
    sources=(
        Source("Mototake & Ikegami: Deep Neural Networks の力学的解析 (A dynamical analysis of deep networks)"),
        Source("Saxe, McClelland & Ganguli 2014, ICLR: exact solutions; orthogonal initialisation"),
        Source("Pennington, Schoenholz & Ganguli 2017, NeurIPS: dynamical isometry"),
        Source("Rifai, Vincent, Muller, Glorot & Bengio 2011, ICML: contractive auto-encoders"),
        Source("Tan & Le 2019, ICML: EfficientNet", "https://arxiv.org/abs/1905.11946"),
        Source("Iandola et al. 2016: SqueezeNet", "https://arxiv.org/abs/1602.07360"),
        Source("Simon & Zha 2000, SIAM J. Sci. Comput. 21:2257: one-sided reorthogonalisation"),
        RANDOM_LABELS,
    ),
    opens_alone=True,
    more_controls={"photograph": "Photograph"},
)


def nearest_preset(params: JacobianParams) -> Preset:
    """Return the preset most like `params`: of its kind of network and images if possible, then by equal settings."""

    def agreement(preset: Preset) -> tuple[bool, bool, int]:
        other = JacobianParams(**preset.values).canonical()
        equal = [getattr(other, name) == getattr(params, name) for name in params.defaults()]
        return other.net == params.net, other.dataset == params.dataset, sum(equal)

    return max(TOPIC.presets, key=agreement)
