"""The topic Jacobian Spectra: question, presets, sources."""

from core.gallery.topic import RANDOM_LABELS, Preset, Source, Topic
from core.jacobian.training import JacobianParams

DENSE = {"dataset": "mnist-5k", "net": "mlp", "depth": 4, "width": 64, "epochs": 15}

TOPIC = Topic(
    slug="jacobian",
    title="Jacobian Spectra",
    question="Which directions survive the layers?",
    lede="Change an image a little, and the output of every layer changes a little. The Jacobian says in which "
    "directions: its singular vectors are shown as images, strongest first, and its singular values say how much each "
    "direction is stretched or shrunk. The same network before training is the control.",
    activity="See which changes of an image each layer passes on, and which it erases.",
    page="pages/5_Jacobian_Spectra.py",
    icon=":material/waves:",
    params=JacobianParams,
    presets=(
        Preset(
            "Five convolutions",
            {},
            "Compare the curves of the deep layers (pool5 to logits): they fall faster after training than before.",
        ),
        Preset(
            "Digits, dense layers",
            DENSE,
            "Without convolutions the architecture does not make directions local. Compare their images after "
            "and before training.",
        ),
        Preset(
            "Sigmoid with gain 4",
            {**DENSE, "depth": 3, "activation": "sigmoid", "gain": 4.0, "init": "glorot"},
            "The paper's f(g z) with g = 4. A unit far from z = 0 passes little on, as its slope g f (1 − f) falls "
            "from 1 towards 0. Choose the logarithmic scale to see the weak directions.",
        ),
        Preset(
            "Large initial weights",
            {**DENSE, "activation": "tanh", "init": "gaussian", "sigma": 3.0, "epochs": 10},
            "Initial weights three times as large as those that preserve a linear signal. s₁ at dense4 is large before "
            "training already and falls; in “Digits, dense layers” it rises.",
        ),
        Preset(
            "Contractive against plain",
            {"dataset": "mnist-5k", "net": "mlp", "depth": 1, "width": 128, "activation": "sigmoid"},
            "The open tab compares auto-encoders with 128 sigmoid units, with and without a penalty on ‖J‖². The chart "
            "above is of a classifier with as many units.",
            tab="Contractive auto-encoders",
        ),
        Preset(
            "Shuffled labels",
            {**DENSE, "epochs": 40, "labels": "shuffled"},
            "A control: the network memorises most of its labels, which are in random order. At dense4 the spectrum is "
            "about as steep as in “Digits, dense layers”, but s₁ is larger, and a random step of 0.4 ‖x‖ changes most "
            "predictions.",
        ),
    ),
    sources=(
        Source("Mototake & Ikegami: Deep Neural Networks の力学的解析 (A dynamical analysis of deep networks)"),
        Source("Saxe, McClelland & Ganguli 2014, ICLR: exact solutions; orthogonal initialisation"),
        Source("Pennington, Schoenholz & Ganguli 2017, NeurIPS: dynamical isometry"),
        Source("Rifai, Vincent, Muller, Glorot & Bengio 2011, ICML: contractive auto-encoders"),
        Source("Iandola et al. 2016: SqueezeNet", "https://arxiv.org/abs/1602.07360"),
        Source("Simon & Zha 2000, SIAM J. Sci. Comput. 21:2257: one-sided reorthogonalisation"),
        RANDOM_LABELS,
    ),
)
