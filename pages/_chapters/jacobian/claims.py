"""The chapter that holds the paper's claims against the run."""

import streamlit as st

from core.gallery.shuffled_labels import control
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings import claims as findings
from pages._shared import claims_table, layout


def claims(run: JacobianRun) -> None:
    """Show the paper's claims on this run, what we measured besides, and all claims on the bundled runs."""
    st.subheader("This run", anchor=False)
    layout.judged(findings.claims(run))
    st.markdown("**Our own measurements** (no claims of the paper):")
    st.markdown("\n".join(f"- {found.text}" for found in findings.own(run)))
    st.caption(findings.CRITERIA + control(run.params))
    st.subheader("Bundled runs", anchor=False)
    claims_table.of_topic("jacobian")
