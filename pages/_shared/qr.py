"""The QR code of an address, or why there is none."""

from urllib.parse import urlsplit

import streamlit as st

from core.gallery import sharing


def code(address: str) -> None:
    """Show the QR code of an address, and what keeps others from reading or opening it."""
    made = sharing.qr_code(address)
    if made is None:
        st.info(
            f"This address has {len(address):,} characters, and a QR code holds at most 2,953. Copy the link instead."
        )
        return
    drawn, modules = made
    st.image(drawn, width=480)
    if modules > sharing.READABLE_MODULES:
        st.caption(
            f"The address has {len(address):,} characters, so the code is dense: {modules} modules in a row. From the "
            "back of a room it may not be readable."
        )
    if urlsplit(address).hostname in ("localhost", "127.0.0.1", "::1"):
        st.caption("This address names your own computer: other devices cannot open it.")
