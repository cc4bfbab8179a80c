"""The chapter that holds the paper's claims against the run."""

import streamlit as st

from core.jacobian.experiments import JacobianRun
from core.jacobian.findings import claims as findings
from pages._shared import layout


def claims(run: JacobianRun) -> None:
    """Show what the paper says with a verdict, then what we measured besides."""
    layout.judged(findings.claims(run))
    st.markdown("**Our own measurements** (no claims of the paper):")
    st.markdown("\n".join(f"- {found.text}" for found in findings.own(run)))
    st.caption(findings.CRITERIA)
