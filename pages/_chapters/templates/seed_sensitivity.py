"""What depends on the random seed: networks that differ in it, and how far they agree."""

from dataclasses import asdict, replace

import streamlit as st

from core.charts import images as drawing
from core.data.image_sets import ImageSet
from core.networks.training import Training, TrainingParams
from core.templates import nearest, seed_sensitivity
from core.templates.charts import studies as charts
from core.templates.findings import seeds as findings
from core.templates.images import as_images, sheet
from core.templates.seed_sensitivity import VARIED, SeedSensitivity, SeedSensitivityParams
from pages._chapters.templates.common import KEPT, SLUG
from pages._shared import controls, layout, multiples, runs

KEY = "templates_varied"
Rows = dict[str, SeedSensitivity]


def seed_section(run: Training, images: ImageSet) -> None:
    """Compare networks of other seeds, with a hidden layer and with one; then units of two networks in pairs."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        varied = _varied()
        nets = controls.widget(SLUG, SeedSensitivityParams, "nets")
    own = SeedSensitivityParams(**asdict(run.params), nets=nets, varied=varied)
    found = runs.offer(
        seed_sensitivity.request(own.canonical()),
        f"Train {nets} networks at once",
        f"These {nets} networks have not been trained yet. Training them can take several times as long as the run of "
        f"this page. The charts show bundled networks.",
    )
    hidden = "hidden" if run.params.architecture == "one layer" else run.params.architecture
    shown = [_nearest(own, kind) for kind in (hidden, "one layer")]
    multiples.multiples([_chart(rows) for rows in shown if rows], width=360)
    for rows in shown:
        if rows:
            first = rows.get(varied) or next(iter(rows.values()))
            st.markdown(f"**{findings.network(first.params)}.** {findings.meaning(first)}")
    st.caption(findings.MEASURED)
    drawn = shown[0].get(varied) or found
    if drawn is not None:  # of this data set, or of the small digits, which always are at hand
        _pairs(drawn, images.shape if drawn.params.dataset == run.params.dataset else (28, 28))


def _varied() -> str:
    """Draw the choice of what differs; the values of old addresses are the names in `VARIED`."""
    if (old := st.query_params.get(KEY)) in findings.WORDS:
        st.session_state[KEY] = findings.WORDS[old]
    words = st.selectbox("The networks differ in", list(findings.WORDS.values()), key=KEY, **KEPT, width=330)
    return next(name for name in VARIED if findings.WORDS[name] == words)


def _nearest(own: SeedSensitivityParams, architecture: str) -> Rows:
    """Return the finished comparisons of the network that is most like the present one, by what differs."""
    present = TrainingParams(**{name: getattr(own, name) for name in TrainingParams.controls()})
    for params in nearest.seed_studies(present, architecture):
        for nets in dict.fromkeys((own.nets, SeedSensitivityParams.defaults()["nets"])):
            asked = SeedSensitivityParams(**asdict(params), nets=nets)
            found = {
                varied: result
                for varied in VARIED
                if (result := runs.find(seed_sensitivity.request(replace(asked, varied=varied).canonical())))
            }
            if found:
                return found
    return {}


def _chart(rows: Rows) -> object:
    before, after = (
        {findings.WORDS[varied]: found.alike[moment] for varied, found in rows.items()} for moment in (0, -1)
    )
    return charts.agreement(findings.network(next(iter(rows.values())).params), before, after)


def _pairs(found: SeedSensitivity, shape: tuple[int, ...]) -> None:
    st.subheader("Units of two networks, matched in pairs", anchor=False)
    if found.failure:
        st.warning(found.failure)
    st.caption(findings.setting(found))
    drawn = as_images(found.filters, shape)
    count = drawn.shape[1]
    pairs = drawn.reshape(2 * count, *drawn.shape[2:])
    st.image(
        drawing.enlarge(sheet(pairs, columns=count, palette=layout.signed_palette()), 2),
        caption=findings.pairs(found),
        alt=f"{count} pairs of matched units",
        width="stretch",
    )
