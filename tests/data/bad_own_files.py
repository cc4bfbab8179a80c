"""Files that are no image set of a visitor, each for a reason of its own."""

import numpy as np

from tests.data.own_files import npz, png, table, three_colours, zipped

GREY = np.random.default_rng(1).integers(0, 256, (30, 16, 16)).astype(np.uint8)
LABELS = np.arange(30) % 3


def npz_cases() -> list[bytes]:
    """Return bad .npz files."""
    x, y = GREY, LABELS
    objects = np.array([{}] * 30, dtype=object)
    return [
        npz(a=x),
        npz(x=x),
        npz(x_train=x),
        npz(x=x, y=y[:5]),
        npz(x=x[0], y=y[0]),
        npz(x=x, y=y + 0.5),
        npz(x=objects, y=y),
        npz(x=x, y=objects),
        npz(x=x.astype(complex), y=y),
        npz(x=x.astype(str), y=y),
        npz(x=x, y=y.astype("datetime64[s]")),
        npz(x=x[:, :, :7], y=y),
        npz(x=np.zeros((30, 3, 16, 16)), y=y),
        npz(x=np.zeros((30, 16, 16, 4)), y=y),
        npz(x=np.full((30, 16, 16), np.nan), y=y),
        npz(x=x[:0], y=y[:0]),
        npz(x=np.full((30, 16, 16), np.inf), y=y),
        npz(x=x, y=np.zeros(30)),
        npz(x=np.zeros((60, 16, 16)), y=np.arange(60)),
        npz(x=np.zeros((120, 16, 16)), y=np.arange(120) % 60),
        npz(x=np.zeros((30, 600, 600), bool), y=y),
        b"",
        b"PK",
        npz(x=x.reshape(30, 2, 2, 2, 2, 16), y=y),
        npz(x=np.zeros((30, 255)), y=y),
        npz(x_train=x, y_train=y, x_test=x[:, :8], y_test=y[:9]),
        zipped({"x.npy": b"no array", "y.npy": b""}),
        zipped({"x.npy": png(GREY[0]), "y.npy": b"\x93NUMPY"}),
    ]


def csv_cases() -> list[bytes]:
    """Return bad tables."""
    sheet = table(GREY, LABELS.astype(str).tolist())
    lines = sheet.splitlines()
    texts = [
        "",
        "\n\n",
        "label\n",
        lines[0],
        "a,b,c\n1,2,3\n",
        sheet.replace(",", "|"),
        "\n".join([*lines[:5], lines[5][:-9]]),
        "\n".join([*lines, "0,1,2"]),
        sheet.replace(",2", ",x", 400),
        "\n".join([lines[0], *["0" + ",nan" * 256] * 4]),
        "\n".join([lines[0], *["0" + ",inf" * 256] * 4]),
        "\n".join([*lines[:3], '"' + lines[4]]),
        "\n".join(lines[:3]),
        "\n".join([*lines, "x" * 200_000]),
        "\n".join([lines[0], *["0" + ",1e400" * 256] * 4]),
        "\x00" * 500,
        "{}",
        "0," * 70_000,
        "\n".join([lines[0], *["0" + "," * 256] * 4]),
        "<html></html>",
        ",".join(["1"] * 258) + "\n",
        "\n".join([lines[0], *[f"{i}" + ",5" * 256 for i in range(120)]]),
    ]
    return [text.encode() for text in texts] + [np.random.default_rng(1).bytes(3000)]


def zip_cases() -> list[bytes]:
    """Return bad archives."""
    x = png(GREY[0])
    many = {f"{i}/{j}.png": x for i in range(51) for j in range(2)}
    return [
        b"",
        b"PK\x05\x06" + bytes(18),
        zipped({}),
        zipped({"a.png": x}),
        zipped({"a/1.png": x, "a/2.png": x}),
        zipped({"a/1.png": x, "b/1.png": x}),
        zipped({"a/1.txt": x, "b/2.txt": x}),
        zipped({"a/b.zip": three_colours(2)}),
        zipped(many),
        zipped({f"{c}/{i}.png": b"x" for c in "ab" for i in range(3)}),
        png(GREY[0]),
        zipped({f"train/{c}/{i}.png": x for c in "a" for i in range(3)}),
        npz(x=GREY, y=LABELS),
        zipped({f"train/{c}/1.png": x for c in "ab"} | {f"test/{c}/1.png": x for c in "cd"}),
        b"PK\x01\x02" * 60_000,
        zipped({f"{c}/{i}.png": png(GREY[0][:4, :4]) for c in "ab" for i in range(3)}),
        zipped({"..": x, "/": b"", "../a.png": x}),
    ]
