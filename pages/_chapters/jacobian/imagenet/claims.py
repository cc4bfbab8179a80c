"""The paper's claims on EfficientNet-Lite0, and all claims of the page on the bundled runs."""

import streamlit as st

from core.jacobian.findings import imagenet_claims as findings
from pages._chapters.jacobian.imagenet.spectra import bundle
from pages._shared import claims_table, layout


def chapter() -> None:
    """Show the paper's claims on this network, and all claims on the bundled runs."""
    st.subheader("EfficientNet-Lite0", anchor=False)
    layout.judged(findings.claims(bundle()))
    st.caption(findings.CRITERIA)
    st.subheader("Bundled runs", anchor=False)
    claims_table.of_topic("jacobian")
