"""Chapter: a world of the visitor's own, written in place, as text, or from a file."""

import zlib

import pandas as pd
import streamlit as st

from core.data import concepts
from core.data.concepts import World
from core.semantics.params import SemanticsParams
from pages._shared import controls, layout, own_work

SLUG = "semantics"
TABLE = controls.key_of(SLUG, "table")
WORLD = controls.key_of(SLUG, "world")
OWN = "my own"
UPLOAD = "_semantics_upload"


def table() -> str:
    """Return the text of the visitor's own world, as it stands in the address."""
    if TABLE not in st.session_state:
        st.session_state[TABLE] = st.query_params.get(TABLE, "")
    return st.session_state[TABLE] or ""


def editor(params: SemanticsParams, world: World | None) -> None:
    """Offer three ways to write a world; `world` is None while the text says none."""
    if world is not None:
        st.markdown(
            f"**{len(world.items)} items × {len(world.properties)} properties**: 1 is true, 0 false; −1 may stand for "
            "false, too. Change a cell, add a row, or delete one; the network then learns the new world."
        )
        _grid(world)
    left, right = st.columns(2)
    with left:
        st.text_area(
            "As text",
            key=TABLE,
            bind="query-params",
            persist_state="session",
            height=220,
            placeholder=",fly,swim\nowl,1,0\neel,0,1",
            help="Property names in the first row, one item in each row below. Commas, semicolons or tabs; a "
            "spreadsheet can be pasted. It stands in the address, so that the link shares your world.",
            on_change=_own,
        )
        if world is not None:
            st.button(
                "Write the world above as text",
                icon=":material/edit_note:",
                on_click=_write,
                args=(concepts.to_csv(world),),
            )
    with right:
        st.file_uploader("As a CSV file", type=["csv", "tsv", "txt"], key=UPLOAD, on_change=_read_upload)
        if world is not None:
            layout.download("This world (CSV)", concepts.file_of(world), "world.csv", "text/csv", "semantics_world_csv")


def _grid(world: World) -> None:
    frame = pd.DataFrame(world.table.astype(int), columns=list(world.properties))
    frame.insert(0, "item", list(world.items))
    if world.properties.count("item"):
        st.caption("A property is called “item”; edit this world as text.")
        return
    # A new world gets a new editor, so that no change is applied twice.
    key = f"_semantics_grid_{zlib.crc32(concepts.to_csv(world).encode()):08x}"
    columns = {name: st.column_config.NumberColumn(min_value=-1, max_value=1, step=1) for name in world.properties}
    st.data_editor(
        frame,
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config={**columns, "item": st.column_config.TextColumn("item", pinned=True)},
        on_change=_apply,
        args=(key, world),
    )


def _own() -> None:
    st.session_state[WORLD] = OWN


def offer(params: SemanticsParams) -> None:
    """Offer the way back to the visitor's own table while the page shows another world."""
    if params.world != OWN:
        own_work.offer(SLUG, "table", "Back to your own table", {"world": OWN})


def _write(text: str) -> None:
    """Make `text` the visitor's own world; one that stands in its place while another is shown is kept."""
    if st.session_state.get(WORLD) != OWN:
        own_work.keep(SLUG, SemanticsParams, {"table": text})
    st.session_state[TABLE] = text
    _own()


def _apply(key: str, world: World) -> None:
    _write(concepts.edited(world, st.session_state[key]))


def _read_upload() -> None:
    file = st.session_state.get(UPLOAD)
    if file is not None:
        # Bytes that are no text become marks that the parser names, cell by cell.
        _write(file.getvalue()[: 4 * concepts.MAX_CHARACTERS].decode("utf-8-sig", errors="replace"))
