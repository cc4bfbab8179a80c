"""The chapter on networks that were trained elsewhere."""

import streamlit as st

from core.charts import images
from core.jacobian import pretrained, pretrained_measurement, tables
from core.jacobian.charts import spectra as charts
from core.jacobian.findings import networks as findings
from core.jacobian.pretrained import PretrainedParams, PretrainedRun
from core.jacobian.spectrum_shape import relative
from core.jacobian.vector_images import film
from pages._chapters.jacobian import dense, live
from pages._shared import layout, runs
from pages._shared.multiples import multiples
from pages._shared.player import Pictures, player

SLUG = "jacobian_elsewhere"
BY_NAME, OWN, LINKED = "Keras Applications", "Your own file", "Network of another page"
KINDS = (*pretrained.NETS, LINKED, BY_NAME, OWN)
STATES = ("After training", "Before training")


def chapter() -> None:
    """Choose where the network comes from, and show it."""
    kind = st.segmented_control("Network", KINDS, default=KINDS[0], required=True, key=SLUG, bind="query-params")
    if kind == BY_NAME:
        live.by_name()
    elif kind == OWN:
        if not live.own():
            st.markdown(f"Below until then: **{KINDS[0]}**, which is bundled.")
            _baked(KINDS[0])
    elif kind == LINKED:
        dense.dense_spectra()
    else:
        _baked(str(kind))


def _baked(net: str) -> None:
    run = runs.find(pretrained_measurement.request(PretrainedParams(net=net)))
    if run is None:
        st.info(f"The spectra of {net} are not in assets/runs of this installation.")
        return
    values, layers, count = run.measured()
    multiples(charts.by_index(relative(values), layers, "s / s₁", log=True))
    st.caption(
        f"Singular values from the image to each layer over the largest, mean ± SD over at most {count} images. "
        f"{findings.computed(run).text}"
    )
    st.markdown(f"{findings.spectrum(run).text}\n\n{findings.against_untrained(run).text}")
    shown = list(dict.fromkeys(run.names[: pretrained.SHOWN_INPUTS]))
    which = st.segmented_control("Image", shown, default=shown[0], required=True, key=f"{SLUG}_picture_{net}")
    index = run.names.index(str(which))
    left, right = st.columns([1, 4])
    with left:
        layout.picture(run.pictures[index], f"Prediction: {run.said[index]}.", f"The image {which}.", side=224)
        if run.said[index] != which:
            st.caption(
                "The prediction is one of the classes that the network was trained on; what the image shows need "
                "not be among them."
            )
    with right:
        ranks = [i for i, rank in enumerate(pretrained.RANKS) if rank < run.values.shape[3]]
        player(
            [_vectors(run, state, index, ranks) for state in range(2)],
            moments=[f"direction {pretrained.RANKS[i] + 1}" for i in ranks],
            key=f"{SLUG}_vectors",
            start=0,
        )
    st.caption(
        "Brightness is the square root of the magnitude, so that faint parts are visible. Mid-grey is 0; an image is "
        "grey all over where a layer has fewer directions. Times were measured on two cores under other load."
    )
    with st.expander("Numbers of each layer"):
        st.dataframe(tables.pretrained(run), hide_index=True)
    _all_images(run)
    spectra = layout.csv(tables.spectra(run.values, run.layers))
    layout.download("Spectra (CSV)", spectra, f"jacobian_{run.params.slug()}.csv", "text/csv", f"{SLUG}_csv")


def _vectors(run: PretrainedRun, state: int, image: int, ranks: list[int]) -> Pictures:
    """Return the singular vectors of the layers that were measured at this image."""
    known = run.layers_at(state, image)
    return Pictures(
        title=STATES[state],
        frames=film(run.vectors[state, known, image][:, ranks], root=True),
        labels=[run.layers[t] for t in known],
        columns=3,
    )


def _all_images(run: PretrainedRun) -> None:
    sheet = images.tile(run.pictures, columns=8, gap=2, ground=255)
    names = ", ".join(
        f"{name} ({said})" if name != said else name for name, said in zip(run.names, run.said, strict=True)
    )
    differ = any(name != said for name, said in zip(run.names, run.said, strict=True))
    brackets = ", with the prediction in brackets where it has another name" if differ else ""
    st.image(sheet, caption=f"All images{brackets}: {names}.", alt=f"The images: {', '.join(run.names)}.")
