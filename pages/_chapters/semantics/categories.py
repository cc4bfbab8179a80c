"""More sections of Semantic Development: categories, guesses, similarity, images, and files."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images, theme
from core.data import concepts
from core.data.concepts import World
from core.semantics import animation, categories, export, induction, scaling, similarity
from core.semantics.charts import categories as charts
from core.semantics.dynamics import modes
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.scaling import Scaling, ScalingParams
from core.semantics.script import as_code
from core.semantics.similarity import SigmaSweep, sweep_params
from pages._shared import layout, runs
from pages._shared.player import Matrix, player

SLUG = "semantics"


def show_categories(run: SemanticsRun, world: World) -> None:
    """Typical members, coherent categories, and which level comes first."""
    _typicality(run, world)
    _coherence(world)
    _basic_level()


def _typicality(run: SemanticsRun, world: World) -> None:
    st.subheader("Typical members are answered sooner", anchor=False)
    count = len(modes(world.correlations)[1])
    graded = categories.graded_mode(world)
    mode = int(
        st.number_input(f"Mode, 1 to {count}", 1, count, graded + 1, key=f"semantics_mode_{count}_{graded}", width=160)
    )
    answer = categories.response_times(world, run.maps[0], run.frame_times, mode - 1)
    layout.chart(charts.typicality(world.items, np.abs(answer.typicality), answer.times))
    error = np.abs(categories.prototypes(world) - modes(world.correlations)[1] * categories.typicality(world)).max()
    told = (
        f"Response time and |v| correlate at **r = {answer.correlation:+.2f}**."
        if np.isfinite(answer.correlation)
        else "Here all members are equally typical, or too few have answered by the end: no correlation can be said."
    )
    st.markdown(
        f"A mode is a category: v says how typical each item is of it, and s·v is the item's likeness to the prototype "
        f"Yᵀu (here equal to {error:.0e}). The answer comes when the map's reading u·map passes "
        f"**{answer.threshold:.2f}**, one threshold for all. {told}"
    )


def _coherence(world: World) -> None:
    st.subheader("A category is learned if it stands out of the noise", anchor=False)
    strongest = categories.most_coherent(world)
    block = categories.category_of(world, strongest)
    curve = _coherence_curve(len(world.items), len(world.properties))
    here = block.coherence if np.isfinite(block.coherence) and block.coherence > 0 else None
    layout.chart(charts.coherence(*curve, here))
    members = ", ".join(world.items[i] for i in block.items[:6]) + (" …" if len(block.items) > 6 else "")
    marks = ", ".join(world.properties[i] for i in block.properties[:6]) + (" …" if len(block.properties) > 6 else "")
    verdict = "above" if block.coherence > 1 else "below"
    st.markdown(
        r"$C = (p-q)^2 K_o K_f \,/\, [q(1-q)\sqrt{N_o N_f}]$ weighs a block of $K_o$ items by $K_f$ properties against "
        f"the noise around it. The most coherent block that a mode of this world names is mode {strongest + 1}: "
        f"*{members}* by *{marks}*, true at p = {block.inside:.2f} inside and q = {block.outside:.2f} outside: "
        f"**C = {block.coherence:.2f}**, {verdict} the threshold. Dots: tables of this world's size "
        f"({len(world.items)} × {len(world.properties)}) with a planted block; small tables smear the threshold. "
        + (
            ""
            if block.coherence > 1
            else "The rest of a small world is no noise, so that it may learn such a block yet."
        )
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _coherence_curve(items: int, properties: int) -> tuple[np.ndarray, ...]:
    return categories.coherence_curve(items, properties, np.random.default_rng(0))


def _basic_level() -> None:
    st.subheader("Does the bird come before the animal?", anchor=False)
    chosen = st.slider(
        "Properties in which siblings are opposites", 0, 5, 2, key="semantics_contrast", bind="query-params", width=420
    )
    grid = np.arange(6)
    levels = [categories.basic_level(concepts.binary_tree(3, int(contrast)).table) for contrast in grid]
    layout.chart(
        charts.basic_level(
            grid, np.array([x.superordinate for x in levels]), np.array([x.basic for x in levels]), int(chosen)
        )
    )
    one = levels[chosen]
    first = "basic split (bird or fish) comes first" if one.basic_first else "broad split (animal or plant) comes first"
    if np.isclose(one.basic, one.superordinate):
        first = "two splits are tied"
    sign = "<" if one.sibling < one.stranger else ("=" if one.sibling == one.stranger else ">")
    st.markdown(
        f"In the tree of eight items, bird and fish share **{one.sibling:g}**, animal and plant **{one.stranger:g}** "
        f"(mean inner product of their properties): {one.sibling:g} {sign} {one.stranger:g}, so the {first} "
        f"(s = {one.basic:.2f} against {one.superordinate:.2f}). The basic level wins exactly when siblings are less "
        "alike than strangers. Nested 0/1 facts can only add to what siblings share: without opposites it never wins."
    )


def show_induction(run: SemanticsRun, world: World) -> None:
    """Who else gets a new property, while the network learns."""
    if "deep" not in run.kinds:
        st.info(
            "A new fact spreads through a hidden layer; a shallow network has none and guesses nothing. Choose “deep”."
        )
        return
    name = st.selectbox("A new property is learned of", world.items, key=f"semantics_new_{len(world.items)}", width=260)
    item = world.items.index(name)
    shares = induction.projections(run.hidden, item)
    kin = induction.kinship(world, item)
    layout.chart(charts.induction(run.frame_times, shares, world.items, kin, name))
    early, late = induction.by_kinship(shares, kin)
    levels = sorted(set(kin) - {0})
    words = [f"| {level} | {early[level]:.2f} | {late[level]:.2f} |" for level in levels]
    st.markdown("\n".join(["| branchings away | broadest moment | end |", "|---|---|---|", *words]))
    st.markdown(
        f"“{name} has a blick.” The new word gets its own output, and only that learns; every other item answers with "
        "hᵢᵀhⱼ/hᵢᵀhᵢ. Early, the hidden layer holds only broad modes and the blick belongs to nearly all; later the "
        f"guess narrows, to **{late[levels[0]]:.2f}** for the nearest and **{late[levels[-1]]:.2f}** for the farthest."
    )


def show_similarity(params: SemanticsParams, world: World) -> None:
    """The same map from ever larger starts, and what is left of a common similarity."""
    chosen = sweep_params(params)
    result: SigmaSweep = runs.ask(similarity.request(chosen))
    root = similarity.root_similarity(world.correlations)
    limit = float(max(np.abs(root).max(), np.abs(result.similarities[:, :2]).max(axis=(1, 2, 3)).min()))
    pictures = [
        Matrix(
            title=f"Network {n + 1}: hidden similarity",
            frames=images.signed(result.similarities[:, n], limit),
            rows=world.items,
            columns=world.items,
            limit=limit,
            alt=f"Inner products of the items in the hidden layer of network {n + 1}.",
        )
        for n in range(2)
    ]
    still = Matrix(
        title="(YᵀY)^½: minimal norm",
        frames=images.signed(root, limit)[None],
        rows=world.items,
        columns=world.items,
        limit=limit,
        alt="The similarity of a network of minimal norm.",
    )
    moments = [f"σ = {sigma:g}" for sigma in result.sigmas]
    player([*pictures, still], moments=moments, key="semantics_lazy", start=0, seconds=6)
    if not np.isfinite(result.agreements).all():
        st.info("With so few items, or items all equally alike, there is no structure of similarity to compare.")
        return
    with_root = similarity.agreement_with_root(result, world.correlations)
    norms = result.norm_ratios.mean(axis=1)
    layout.chart(charts.agreement(result.sigmas, result.agreements, norms, with_root))
    st.markdown(
        f"{chosen.seeds} networks with {chosen.hidden} hidden units a σ. Their maps differ by at most "
        f"**{result.spread.max():.0e}**, yet their hidden similarities correlate at **{result.agreements[0]:.3f}** "
        f"from σ = {result.sigmas[0]:g} and at **{result.agreements[-1]:.2f}** from σ = {result.sigmas[-1]:g}. What "
        f"decides is the norm ‖W₁‖² + ‖W₂‖², **{norms[0]:.3f}** and **{norms[-1]:.2f}** times its least value 2Σs: "
        "only at the least value is the similarity (YᵀY)^½ and fixed by what was learned. Two brains that agree on the "
        "facts need not agree on what is alike."
    )
    layout.claims(
        [
            (
                "Networks that learned the same share their similarity structure",
                f"r = {result.agreements[0]:.3f} from the smallest start, {result.agreements[-1]:.2f} from the largest",
                bool(result.agreements[-1] > 0.9),
            )
        ]
    )


def show_images() -> None:
    """The article's open question on handwritten digits, from baked runs."""
    dataset = st.segmented_control(
        "Images", ("mnist-5k", "mnist"), default="mnist-5k", required=True, key="semantics_images", bind="query-params"
    )
    params = ScalingParams(dataset=dataset)
    result: Scaling | None = runs.find(scaling.request(params))
    if result is None:
        st.info("This study is not baked here. Run `python -m core.bake semantics-images`; it takes some minutes.")
        return
    st.markdown("**Half-times on handwritten digits: stronger modes first, if the start is small**")
    for column, activation, halves in zip(st.columns(3), scaling.ACTIVATIONS, result.half_times, strict=True):
        with column:
            layout.chart(charts.image_stages(result.singular_values, halves, scaling.SIGMAS, activation))
    summary = scaling.summary(result)
    head = ["| Spearman(half-time, −s) |" + "".join(f" σ = {sigma:g} |" for sigma in scaling.SIGMAS)]
    head.append("|---|" + "---|" * len(scaling.SIGMAS))
    rows = [f"| {name} |" + "".join(f" {cell} |" for cell in cells) for name, cells in summary.items()]
    st.markdown("\n".join(head + rows))
    smallest, largest = scaling.extremes(result)
    st.markdown(
        f"The article leaves open whether its law holds for larger data and nonlinear networks. Here "
        f"{result.count:,} digits, whitened to {scaling.DIMENSIONS} dimensions, are learned with {scaling.HIDDEN} "
        f"hidden units. From σ = {scaling.SIGMAS[0]:g} the order of the nine modes follows their singular values "
        f"(Spearman **{smallest:.2f}** on average); from σ = {scaling.SIGMAS[-1]:g} it is mostly lost "
        f"(**{largest:.2f}**), with or without a nonlinearity. Depth alone makes no stages; it takes a small start."
    )
    _directions(result)


def _directions(result: Scaling) -> None:
    side = int(np.sqrt(result.directions.shape[1]))
    with st.container(horizontal=True):
        for k, value in enumerate(result.singular_values):
            picture = images.colour(images.signed(result.directions[k].reshape(side, side)))
            told = scaling.told_apart(result, k)
            layout.picture(picture, f"s {value:.2f}: {told}", f"Mode {k + 1} tells apart {told}", side=84)
    st.caption(
        "What each mode looks for in the picture (red: more ink, blue: less), its s, and the classes at its two ends."
    )


@st.cache_data(max_entries=4, show_spinner=False)
def _drawn(params: SemanticsParams, _run: SemanticsRun) -> tuple[bytes, bytes]:
    """The animation, and its last picture as PNG."""
    colours = [tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in theme.CATEGORICAL]
    frames = animation.frames(_run, images.lookup("diverging"), colours)
    return images.gif(frames, seconds=0.07 * len(frames)), images.png(frames[-1])


@st.cache_data(max_entries=4, show_spinner=False)
def _files(params: SemanticsParams, _run: SemanticsRun) -> tuple[str, str, bytes]:
    return export.modes_csv(_run), export.beliefs_csv(_run), export.everything(_run)


def take_away(run: SemanticsRun) -> None:
    """The run as files, as a moving picture, and as code."""
    name = f"semantics_{run.params.slug()}"
    modes_csv, beliefs_csv, archive = _files(run.params, run)
    gif, png = _drawn(run.params, run)
    caption = "Beliefs (left) and the strengths of the modes"
    st.image(gif, caption=caption, alt=f"{caption}, while they are learned", width=640)
    with st.container(horizontal=True):
        layout.download("a(t) of every mode (CSV)", modes_csv, f"{name}_modes.csv", "text/csv", "semantics_modes_csv")
        layout.download(
            "Properties over time (CSV)", beliefs_csv, f"{name}_beliefs.csv", "text/csv", "semantics_beliefs"
        )
        layout.download("Everything (npz)", archive, f"{name}.npz", "application/octet-stream", "semantics_npz")
        layout.download("Animation (GIF)", gif, f"{name}.gif", "image/gif", "semantics_gif")
        layout.download("Its end (PNG)", png, f"{name}.png", "image/png", "semantics_png")
    layout.code("semantics", as_code(run.params, run.kinds[0]), name, "It needs only NumPy")
    last = pd.Series(run.singular_values[0, 0, -1])
    st.caption(
        f"It ends at loss {run.losses[0, 0, -1]:.6g} and singular values {', '.join(f'{x:.6g}' for x in last[:6])}"
        + (" …" if len(last) > 6 else "")
        + ", as this run does."
    )
