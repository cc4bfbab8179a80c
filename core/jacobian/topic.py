"""The topic Jacobian Spectra: question, presets, sources."""

from core.gallery.topic import Preset, Source, Topic
from core.jacobian.training import JacobianParams

DENSE = {"dataset": "mnist-5k", "net": "mlp", "depth": 4, "width": 64, "epochs": 15}

TOPIC = Topic(
    slug="jacobian",
    title="Jacobian Spectra",
    question="Which directions survive the layers?",
    lede="Change a picture a little, and every layer moves a little. A few directions of change are passed on and "
    "most are erased; here they are, strongest first, as pictures, beside those of the same net before it learned.",
    page="pages/5_Jacobian_Spectra.py",
    icon=":material/waves:",
    params=JacobianParams,
    presets=(
        Preset(
            "Five convolutions",
            {},
            "Compare the violet curves, deep layers, left and right: training makes them fall faster.",
        ),
        Preset(
            "Digits, dense layers",
            DENSE,
            "No convolution, so nothing forces a direction to be local. Look at the pictures.",
        ),
        Preset(
            "Sigmoid with gain 4",
            {**DENSE, "depth": 3, "activation": "sigmoid", "gain": 4.0, "init": "glorot"},
            "The paper's f(g z). Saturated units pass nothing on: look at the gain, on a log scale.",
        ),
        Preset(
            "A wild start",
            {**DENSE, "activation": "tanh", "init": "gaussian", "sigma": 3.0, "epochs": 10},
            "Weights three times too large: the untrained net stretches first, and training must undo it.",
        ),
        Preset(
            "Contractive against plain",
            {"dataset": "mnist-5k", "net": "mlp", "depth": 1, "width": 128, "activation": "sigmoid"},
            "In the open tab, auto-encoders of 128 sigmoid units: a penalty on ‖J‖² leaves few directions. The "
            "chart above is of a classifier with as many.",
            tab="Can one ask for steepness?",
        ),
    ),
    sources=(
        Source("Mototake & Ikegami: Deep Neural Networks の力学的解析 (A dynamical analysis of deep nets)"),
        Source("Saxe, McClelland & Ganguli 2014, ICLR: exact solutions; orthogonal starts"),
        Source("Pennington, Schoenholz & Ganguli 2017, NeurIPS: dynamical isometry"),
        Source("Rifai, Vincent, Muller, Glorot & Bengio 2011, ICML: contractive auto-encoders"),
        Source("Iandola et al. 2016: SqueezeNet", "https://arxiv.org/abs/1602.07360"),
        Source("Simon & Zha 2000, SIAM J. Sci. Comput. 21:2257: one-sided reorthogonalisation"),
    ),
)
