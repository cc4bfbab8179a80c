"""The main chapter: singular vectors of the input side as images, and the spectra they belong to."""

from functools import partial

import streamlit as st

from core.jacobian.charts import spectra as charts
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import localisation, spectrum, weakest_directions
from core.jacobian.measurement import SHOWN_INPUTS, SHOWN_RANKS
from core.jacobian.measures import MEASURES, RANDOM_PARTICIPATION
from core.jacobian.networks import hidden
from core.jacobian.quiz import quiz
from core.jacobian.spectrum_shape import SCALES, of_kept_directions, scaled
from core.jacobian.vector_images import film, of_layer, over_image
from pages._chapters.jacobian import parts
from pages._shared import exports, layout, thinning
from pages._shared.multiples import multiples
from pages._shared.player import Panel, Pictures, drawing, player

SLUG = "jacobian"
STATES = ("after training", "before training")
MEANINGS = {
    "participation ratio": "Share of the image that a direction covers: 1 is spread evenly, near 0 a single pixel.",
    "entropy share": "Share of the image that a direction covers, from the entropy of |v|²: 1 is spread evenly.",
    "RMS radius": "Root mean square distance of |v|² from its own centre, in image heights.",
    "mean frequency": "Mean spatial frequency of a direction, in cycles per pixel: the higher, the finer its pattern.",
}
MOMENTS = [*(f"direction {rank + 1}" for rank in SHOWN_RANKS), "weakest direction"]

COMPUTED = """
- **Jacobian**: J = ∂h/∂x from the input x to the output h of a layer, in inference mode, with h(t+1) = f(W h(t) + b).
  A singular triplet (v, s, u) means that a small change of the input along v (an image) changes the layer's output s
  times as much, along u.
- **Without the matrix**: at a given x, a network of convolutions, ReLUs and max pools is a fixed linear map plus a
  constant. Its masks and pool winners are frozen and directions are pushed through; other layers are differentiated
  automatically. Block Golub-Kahan bidiagonalisation finds the top 50 triplets of all 16 inputs at once; where a layer
  has few outputs, the matrix is decomposed exactly.
- **Inputs**: 16 test images that the trained network classifies correctly, as far as there are enough. The untrained
  control is the same network with its initial weights. Bands are ± one SD over inputs, bars ± one SEM.
- **Shuffled labels** are those of the training images only. Which images are classified correctly, and which two are of
  one class, goes by the true labels of the test images. The networks of the chapter on steepness have true labels.
- **Task**: the networks classify images, patches of photographs or digits. They are trained with Adam; dropout of 0.3
  on the dense layers of the convolutional network is off when Jacobians are measured.
- **Localisation**: e is |v|² at a position, summed over channels. Participation ratio 1/(N Σe²), entropy
  share exp(H)/N, RMS distance from the centre of e in image heights, mean radial frequency in cycles per pixel.
- **Contractive**: a sigmoid encoder with tied weights and the penalty λ‖∂h/∂x‖² in closed form (Rifai et al.).
- **Layer by layer**: the Jacobian of each layer alone; their product is the one from the image.
- The paper prints the bias outside f and the product of the Jacobians in the other order; here it is as above.
"""


def main_picture(run: JacobianRun) -> None:
    """Show directions at one layer, the spectra of all layers, a question, and what else Figures 3 and 4 hold."""
    if run.failure:
        st.warning(run.failure)
    pictures = st.container()
    shown, choices = st.columns([1, 5], vertical_alignment="center")
    with choices:
        image, layer = _image(), _layer(run)
    with shown:
        layout.picture(run.pictures[image], "The image", f"Test image {image + 1}.", side=112)
    with pictures:
        _one_layer(run, image, layer)
    _spectra(run, run.layers[layer])
    layout.quiz(SLUG, quiz(run))
    layout.findings(spectrum(run))
    st.subheader("All layers", anchor=False)
    below = {
        "Directions at every layer": partial(_all_layers, run, image),
        "How local are they?": partial(_locality, run),
    }
    # Drawn when asked for: the page opens sooner without half a megabyte of further images.
    chosen = st.segmented_control(
        "All layers", list(below), key=parts.DIRECTIONS, bind="query-params", label_visibility="collapsed"
    )
    if chosen is not None:
        below[chosen]()


def _image() -> int:
    """Return the number of the chosen image; links of earlier versions call it picture."""
    key, names = f"{SLUG}_input", [f"image {i + 1}" for i in range(SHOWN_INPUTS)]
    return names.index(parts.renamed("Image", key, names))


def _layer(run: JacobianRun) -> int:
    """Return the number of the chosen layer: of a layer that the network has, the deepest hidden one by default."""
    key, usual = f"{SLUG}_layer", run.layers[hidden(run.layers)[-1]]
    if st.session_state.get(key, usual) not in run.layers:
        del st.session_state[key]
    chosen = st.segmented_control(
        "Layer, from the image to the prediction",
        run.layers,
        default=usual,
        required=True,
        key=key,
        bind="query-params",
        help="conv, pool: convolutions without and with pooling. dense: fully connected. logits: class scores.",
        wrap=True,
    )
    return run.layers.index(str(chosen))


def chosen(run: JacobianRun) -> tuple[int, int]:
    """Return the numbers of the image and the layer that the visitor has chosen, or the usual ones."""
    names, usual = [f"image {i + 1}" for i in range(SHOWN_INPUTS)], run.layers[hidden(run.layers)[-1]]
    image, layer = (st.session_state.get(f"{SLUG}_{name}") for name in ("input", "layer"))
    return names.index(image) if image in names else 0, run.layers.index(layer if layer in run.layers else usual)


def exported(run: JacobianRun, image: int, layer: int) -> exports.Film:
    """Return the film of one image and layer for a file, and what is said below it."""
    data, left_out = thinning.packed(_panels(run, image, layer), MOMENTS, start=0)
    return exports.Film(drawing=drawing(), data=data, findings=[spectrum(run).text, left_out])


def _one_layer(run: JacobianRun, image: int, layer: int) -> None:
    """Show the directions of one layer over the image and by themselves, scrubbed from the strongest to the weakest."""
    player(_panels(run, image, layer), moments=MOMENTS, key=f"{SLUG}_vectors", start=0)


def _panels(run: JacobianRun, image: int, layer: int) -> list[Panel]:
    vectors = run.vectors[:, layer, image].swapaxes(0, 1)  # ranks, states, h, w, c
    grey = vectors.shape[-1] == 1
    name = run.layers[layer]
    return [
        Pictures(
            title=f"Where {name} is sensitive: |v|² over the image",
            frames=over_image(vectors, run.pictures[image]),
            labels=STATES,
            columns=2,
            palette="sequential",
            scale=(0, 100, "% of the largest"),
            weight=1.5,
            alt=f"Squared singular vectors of the Jacobian to {name} over test image {image + 1}",
        ),
        Pictures(
            title="The direction v" + ("" if grey else " (colours: red, green and blue)"),
            frames=of_layer(vectors),
            labels=STATES,
            columns=2,
            palette="diverging" if grey else "grey",
            scale=(-100, 100, "% of the largest |v|"),
            weight=1.5,
            alt=f"Singular vectors of the Jacobian to {name}",
        ),
    ]


def _spectra(run: JacobianRun, layer: str) -> None:
    """Show the spectra of every layer after and before training, the chosen layer thick."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    scale = left.segmented_control(
        "How much each direction is stretched",
        SCALES,
        default=SCALES[0],
        required=True,
        key=f"{SLUG}_scale",
        bind="query-params",
        help="s: a small change along the direction changes the layer's output s times as much. s / s₁: relative to "
        "the strongest direction. Gain: change of the output relative to the output's length, over that of the image.",
    )
    log = right.toggle("Logarithmic", key=f"{SLUG}_log", bind="query-params")
    multiples(charts.by_index(scaled(run.values, run.gains, str(scale)), run.layers, str(scale), log=log, chosen=layer))
    st.caption(
        f"Singular values s of the Jacobians from the image to each layer, mean ± SD over {run.values.shape[2]} test "
        f"images. Thick: {layer}."
    )


def _all_layers(run: JacobianRun, image: int) -> None:
    """Show Figure 4 of the paper: the same direction at every layer."""
    player(
        [
            Pictures(
                title=title.capitalize(),
                frames=film(run.vectors[state, :, image]),
                labels=run.layers,
                columns=3 if len(run.layers) < 7 else 4,
                palette="diverging" if run.vectors.shape[-1] == 1 else "grey",
                scale=(-100, 100, "% of the largest |v|"),
            )
            for state, title in enumerate(STATES)
        ],
        moments=MOMENTS,
        key=f"{SLUG}_all_vectors",
        start=0,
    )
    st.caption(weakest_directions(run, image).text)


def _locality(run: JacobianRun) -> None:
    """Show measures of how the singular vectors are spread over the image."""
    measure = str(
        st.segmented_control(
            "Measure",
            tuple(MEASURES),
            default=next(iter(MEASURES)),
            required=True,
            key=f"{SLUG}_measure",
            bind="query-params",
        )
    )
    row = list(MEASURES).index(measure)
    level = RANDOM_PARTICIPATION[run.vectors.shape[-1]] if row == 0 else None
    multiples(charts.by_index(of_kept_directions(run.values, run.measures[:, row]), run.layers, measure, level=level))
    st.caption(MEANINGS[measure] + (f" Dashed: a random direction ({level:.2f})." if level else ""))
    st.markdown(localisation(run).text)
