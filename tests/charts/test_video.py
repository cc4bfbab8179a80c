"""A video where there is an encoder, and none where there is not."""

import re
import subprocess
import sys

import numpy as np
import pytest

from core.charts import video


def no_plugin(monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)  # importing it fails


def test_without_a_plugin_and_without_a_program_there_is_no_encoder(monkeypatch):
    no_plugin(monkeypatch)
    monkeypatch.setenv("PATH", "")
    assert video.encoder() is None
    with pytest.raises(RuntimeError, match="Install ffmpeg"):
        video.mp4(np.zeros((2, 4, 4, 3), np.uint8), 1.0)


@pytest.mark.parametrize(("lists", "found"), [("V....D libx264 H.264", True), ("V....D mpeg4", False)])
def test_a_program_on_the_path_counts_if_it_writes_h264(monkeypatch, tmp_path, lists, found):
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho '{lists}'\n")
    program.chmod(0o755)
    no_plugin(monkeypatch)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert video.encoder() == (str(program) if found else None)


def test_a_failing_encoder_says_why(monkeypatch, tmp_path):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho 'no room' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(video, "encoder", lambda: str(program))
    with pytest.raises(RuntimeError, match="no room"):
        video.mp4(np.zeros((2, 4, 4, 3), np.uint8), 1.0)


@pytest.mark.skipif(video.encoder() is None, reason="neither imageio-ffmpeg nor ffmpeg is installed")
def test_the_video_lasts_as_long_as_the_film_and_holds_its_end(tmp_path):
    frames = np.zeros((10, 31, 57, 3), np.uint8)
    frames += (25 * np.arange(10, dtype=np.uint8))[:, None, None, None]
    file = tmp_path / "film.mp4"
    file.write_bytes(video.mp4(frames, 2.0))
    program = str(video.encoder())
    said = subprocess.run([program, "-i", str(file)], capture_output=True, text=True, check=False).stderr
    assert re.search(r"Duration: 00:00:03\.5", said)
    assert "58x32" in said  # H.264 wants even sides
    command = [program, "-loglevel", "error", "-i", str(file), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    shown = np.frombuffer(raw, np.uint8).reshape(-1, 32, 58, 3)[:, :, :, 0].mean((1, 2))
    assert len(shown) == pytest.approx(3.5 * video.RATE, abs=1)
    steps = np.rint(shown / 25).astype(int)  # grey levels pass through the codec with small errors
    assert np.abs(shown - 25 * steps).max() < 5
    assert set(steps) == set(range(10))
    assert (np.diff(steps) >= 0).all()
    assert (steps[-45:] == 9).all()
