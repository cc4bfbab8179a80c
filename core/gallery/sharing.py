"""What is made of an address: a QR code, the HTML that embeds it, and addresses of pages."""

import html
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import segno

from core.gallery.topic import Topic

# Codes of more modules than this cannot be read from the back of a room; a code of any size holds 2,953 bytes.
READABLE_MODULES = 101


def page_name(topic: Topic) -> str:
    """Return the name of a topic's page in an address."""
    return topic.page.split("_", 1)[1].removesuffix(".py")


def relative(topic: Topic, query: Mapping[str, str]) -> str:
    """Return the address of a page relative to that of any other page of the gallery."""
    return f"{page_name(topic)}?{urlencode(query)}" if query else page_name(topic)


def with_query(address: str, query: Mapping[str, str], topic: Topic | None = None) -> str:
    """Return `address` with another query, and on the page of `topic` where one is given."""
    parts = urlsplit(address)
    path = parts.path if topic is None else f"{parts.path.rpartition('/')[0]}/{page_name(topic)}"
    return urlunsplit(parts._replace(path=path, query=urlencode(query), fragment=""))


def query_of(address: str) -> dict[str, str]:
    """Return the query of an address."""
    return dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))


def embed_code(address: str, height: int, title: str) -> str:
    """Return the HTML that shows the page at `address` in another page, `height` pixels high."""
    source = with_query(address, query_of(address) | {"embed": "true"})
    return (
        f'<iframe src="{html.escape(source)}" title="{html.escape(title)}" width="100%" height="{height}" '
        'style="border: 0" allow="clipboard-write" loading="lazy"></iframe>'
    )


def qr_code(address: str) -> tuple[str, int] | None:
    """Return the QR code of an address as SVG, dark on light, and its modules in a row; None where it is too long."""
    try:
        code = segno.make_qr(address, error="l", boost_error=False)
    except segno.DataOverflowError:
        return None
    svg = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    return svg, len(code.matrix)
