"""Weight Templates in depth: the same net from several starts, and what they agree on."""

from dataclasses import asdict

import numpy as np
import streamlit as st

from core.charts import images
from core.data.image_sets import ImageSet
from core.networks.training import Training
from core.templates import seed_sensitivity as luck
from core.templates.charts import studies as charts
from core.templates.seed_sensitivity import MEASURES, Luck, LuckParams
from pages._chapters.templates.weights import SLUG, as_pictures, coloured
from pages._shared import controls, layout, runs


def luck_section(run: Training, pictures: ImageSet) -> None:
    """Several nets at once: their codes unit by unit, as maps, and their filters in pairs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nets = controls.widget(SLUG, LuckParams, "nets")
        varied = controls.widget(SLUG, LuckParams, "varied")
    params = LuckParams(**asdict(run.params), nets=nets, varied=varied).canonical()
    found = _found(params)
    if found is None:
        return
    if found.failure:
        st.warning(found.failure)
    _headline(found)
    layout.chart(charts.alike_dumbbells(MEASURES, found.alike[0], found.alike[-1]))
    _meaning(found)
    _pairs(found, pictures)
    layout.chart(charts.alike_curves(MEASURES, found.epochs, found.alike))
    _switch(params)


def _found(params: LuckParams) -> Luck | None:
    """The comparison, where it is at hand or asked for."""
    return runs.offer(
        luck.request(params),
        f"Train {params.nets} nets at once",
        f"These {params.nets} nets have not been trained yet. Together they take about as long as {params.nets} "
        f"trainings like the one above, or less.",
    )


def _code(found: Luck) -> str:
    return "outputs" if found.params.architecture == "one layer" else "hidden codes"


def _headline(found: Luck) -> None:
    accuracy = found.test_accuracy[-1]
    score = found.reproducibility()
    cards = [(name[0].upper() + name[1:], f"{found.mean(name):.3f}") for name in MEASURES]
    with st.container(horizontal=True):
        for name, value in (*cards, ("Reproducibility", "–" if np.isnan(score) else f"{score:.2f}")):
            st.metric(name, value, border=True, width=150)
    st.caption(
        f"{found.params.nets} nets, trained as one batched computation; what differs: {found.params.varied}. Test "
        f"accuracy {accuracy.min():.1%} to {accuracy.max():.1%}. Compared are their {_code(found)} on test pictures, "
        f"mean of {found.alike.shape[2]} pairs of nets. Reproducibility: how far matched units go from what untrained "
        f"nets have to 1."
    )


def _meaning(found: Luck) -> None:
    same, matched, alike = (found.mean(name) for name in ("same number", "matched", "CKA"))
    before = [found.mean(name, 0) for name in ("same number", "matched", "CKA")]
    if before[0] > 0.999:
        verdict = (
            f"These nets start as one: untrained they are alike in everything. After training with other orders of "
            f"the pictures, units of the same number still correlate by **{same:.2f}**, and "
            f"**{found.stayed.mean():.0%}** of them are their own best match. The order of the pictures decides "
            f"little."
        )
    elif same > 0.9:
        verdict = (
            f"Nothing here is luck: units of the same number correlate by **{same:.3f}** although they started "
            f"anywhere ({before[0]:.2f}). The labels say what every unit must be."
        )
    elif alike - same > 0.3:
        verdict = (
            f"**Incompatible coordinates, shared map.** Unit 7 of one net has nothing to do with unit 7 of another (r "
            f"**{same:.2f}**). The best one-to-one match finds **{matched:.2f}**, of which untrained nets already "
            f"have {before[1]:.2f}. Yet the whole codes agree, up to a rotation, by **{alike:.2f}** (untrained "
            f"{before[2]:.2f}): which pictures are near each other is no luck, which unit says so is."
        )
    else:
        verdict = (
            f"Same-numbered units agree by **{same:.2f}** (untrained {before[0]:.2f}), matched ones by "
            f"**{matched:.2f}** ({before[1]:.2f}), the whole codes by **{alike:.2f}** ({before[2]:.2f})."
        )
    st.markdown(verdict)


def _pairs(found: Luck, pictures: ImageSet) -> None:
    drawn = as_pictures(found.filters, pictures.shape)
    count = drawn.shape[1]
    pairs = drawn.reshape(2 * count, *drawn.shape[2:])
    sheet = coloured(images.tile(pairs, columns=count, gap=2))
    r = found.matched_r[found.partners[:, 0]]
    st.image(
        images.enlarge(sheet, 2),
        caption=f"Weights of the {count} best matched units of the first net (above) and their partners in the second "
        f"(below); r of their outputs falls from {r[0]:.2f} to {r[-1]:.2f} from left to right.",
        alt=f"{count} pairs of matched filters",
        width="stretch",
    )


def _switch(params: LuckParams) -> None:
    """All three ways to differ side by side, as far as they are at hand."""
    rows = []
    for varied in luck.VARIED:
        other = runs.find(luck.request(LuckParams(**{**asdict(params), "varied": varied})))
        if other is None:
            rows.append(f"| {varied} | not trained yet | | | |")
        else:
            values = " | ".join(f"{other.mean(name):.3f}" for name in ("same number", "matched", "CKA"))
            rows.append(f"| {varied} | {values} | {other.stayed.mean():.0%} |")
    st.markdown("**Which luck? The start or the order of the pictures**")
    head = ["| what differs | same number | matched | CKA | own match |", "|---|---|---|---|---|"]
    st.markdown("\n".join([*head, *rows]))
    st.caption(
        "Own match: the share of units whose best partner has their own number. "
        "Set “What differs between them” above to fill a row. If the start decides, the last row looks like the first."
    )
