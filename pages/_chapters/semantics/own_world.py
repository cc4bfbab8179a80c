"""The editor of the world, beside the beliefs that it changes: in a table, as text, or from a file."""

import zlib

import pandas as pd
import streamlit as st

from core.data import concepts
from core.data.concepts import World
from core.semantics.params import SemanticsParams
from pages._shared import controls, layout, lesson, own_work

SLUG = "semantics"
TABLE = controls.key_of(SLUG, "table")
WORLD = controls.key_of(SLUG, "world")
OWN = "my own"
EDIT = "semantics_edit"
UPLOAD = "_semantics_upload"


def table() -> str:
    """Return the text of the visitor's own world, as it stands in the address or in a lesson that fixes it."""
    if _locked():
        return str(controls.fixed(SemanticsParams, "table"))
    if TABLE not in st.session_state:
        st.session_state[TABLE] = st.query_params.get(TABLE, "")
    return st.session_state[TABLE] or ""


def toggle(main_chapter: str) -> None:
    """Draw the switch that opens the editor in the chapter of that title.

    A lesson that fixes the world, or shows another chapter, has none.
    """
    if _locked() or lesson.settings().get("tab", main_chapter) != main_chapter:
        return

    def show() -> None:
        if st.session_state[EDIT]:
            st.session_state[f"{SLUG}_tab"] = main_chapter

    st.toggle("Edit this world", key=EDIT, bind="query-params", persist_state="session", on_change=show)


def _locked() -> bool:
    """Whether the page is a step of a lesson that fixes the world."""
    return lesson.hides(SLUG, "world")


def editing(params: SemanticsParams) -> bool:
    """Return whether the editor is open: when it was asked for, or a world of one's own is still to be written."""
    if _locked():
        return False
    return bool(st.session_state.get(EDIT)) or (params.world == OWN and not params.table)


def editor(world: World | None) -> None:
    """Offer three ways to write a world; `world` is None while the text says none."""
    if world is not None:
        st.markdown(
            f"**{len(world.items)} items × {len(world.properties)} properties.** Change a cell (1 true; 0 or −1 "
            "false), add a row or delete one: the network learns the new world."
        )
        _grid(world)
    st.text_area(
        "As text",
        key=TABLE,
        bind="query-params",
        persist_state="session",
        height=140,
        placeholder=",fly,swim\nowl,1,0\neel,0,1",
        help="Property names in the first row, one item in each row below. Commas, semicolons or tabs; a "
        "spreadsheet can be pasted. It stands in the address, so that the link shares your world.",
        on_change=_own,
    )
    with st.container(horizontal=True):
        if world is not None:
            text = concepts.to_csv(world)
            st.button("Write this world as text", icon=":material/edit_note:", on_click=_write, args=(text,))
            layout.download("This world (CSV)", concepts.file_of(world), "world.csv", "text/csv", "semantics_world_csv")
    st.file_uploader("As a CSV file", type=["csv", "tsv", "txt"], key=UPLOAD, on_change=_read_upload, max_upload_size=2)


def _grid(world: World) -> None:
    frame = pd.DataFrame(world.table.astype(int), columns=list(world.properties))
    frame.insert(0, "item", list(world.items))
    if world.properties.count("item"):
        st.caption("A property is called “item”, so this world can only be edited as text.")
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
    st.session_state[EDIT] = True


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
