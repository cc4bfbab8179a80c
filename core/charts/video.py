"""Images as an MP4 video, where an encoder is installed: imageio's ffmpeg plugin, or ffmpeg itself."""

import importlib
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

RATE = 30  # frames a second of the video; images that stay longer are repeated
HOLD = 1.5  # seconds that the last image stays
CODEC = "libx264"  # what every browser and slide program plays


def encoder() -> str | None:
    """Return the path of an ffmpeg that writes H.264, or None."""
    try:
        found = importlib.import_module("imageio_ffmpeg").get_ffmpeg_exe()
    except (ImportError, RuntimeError):  # not installed, or without a program for this machine
        found = shutil.which("ffmpeg")
    return found if found and _writes_h264(found) else None


@lru_cache(maxsize=4)
def _writes_h264(program: str) -> bool:
    asked = subprocess.run([program, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False)
    return CODEC in asked.stdout


def mp4(pictures: np.ndarray, seconds: float) -> bytes:
    """Encode (frames, h, w, 3) uint8 as a video that lasts `seconds` and holds its end for 1.5 s.

    Sides are padded to even numbers with the colours of the edge, which H.264 asks for.

    Raises
    ------
    RuntimeError
        When there is no encoder, or with the last lines that it wrote.
    """
    program = encoder()
    if program is None:
        raise RuntimeError("No encoder of MP4 videos is installed. Install ffmpeg or imageio-ffmpeg.")
    even = np.pad(pictures, [(0, 0), *((0, side % 2) for side in pictures.shape[1:3]), (0, 0)], mode="edge")
    height, width = even.shape[1:3]
    rate = ["-r", f"{len(even) / seconds:.6f}"]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", *rate, "-i", "-"]
    hold = ["-vf", f"fps={RATE},tpad=stop_mode=clone:stop_duration={HOLD}"]
    coded = ["-c:v", CODEC, "-pix_fmt", "yuv420p", "-crf", "18", "-movflags", "+faststart"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "film.mp4"
        command = [program, "-loglevel", "error", "-y", *raw, *hold, *coded, str(file)]
        done = subprocess.run(command, input=even.tobytes(), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"The encoder failed: {done.stderr.decode(errors='replace')[-300:]}")
        return file.read_bytes()
