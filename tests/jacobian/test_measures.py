"""Measures of singular vectors against closed forms."""

import numpy as np
import pytest

from core.jacobian import isometry, measures
from core.jacobian.charts import spectra as charts

N = 32


def test_one_pixel():
    vector = np.zeros((N, N, 3))
    vector[5, 7] = (1, -2, 3)
    assert measures.participation_ratio(vector) == pytest.approx(1 / N**2)
    assert measures.entropy_share(vector) == pytest.approx(1 / N**2)
    assert measures.rms_radius(vector) == pytest.approx(0, abs=1e-6)  # the root of a rounding error
    # A pixel has all frequencies alike.
    radii = np.hypot(np.fft.fftfreq(N)[:, None], np.fft.fftfreq(N)[None])
    assert measures.mean_frequency(vector) == pytest.approx(radii.mean())


def test_a_constant_picture():
    vector = np.full((N, N, 1), -0.3)
    assert measures.participation_ratio(vector) == pytest.approx(1)
    assert measures.entropy_share(vector) == pytest.approx(1)
    # The variance of 0 … N − 1 is (N² − 1) / 12, on two axes, in picture heights.
    assert measures.rms_radius(vector) == pytest.approx(np.sqrt((N**2 - 1) / 6) / N)
    assert measures.mean_frequency(vector) == pytest.approx(0, abs=1e-12)


def test_two_pixels_are_half_their_distance_from_their_centre():
    vector = np.zeros((N, N, 1))
    vector[4, 4] = vector[12, 10] = 1
    assert measures.participation_ratio(vector) == pytest.approx(2 / N**2)
    assert measures.entropy_share(vector) == pytest.approx(2 / N**2)
    assert measures.rms_radius(vector) == pytest.approx(np.hypot(8, 6) / 2 / N)


@pytest.mark.parametrize(("channels", "expected"), [(1, 1 / 3), (3, 0.6)])
def test_gaussian_noise_has_the_dashed_lines_participation(channels, expected):
    noise = np.random.default_rng(0).standard_normal((40, 64, 64, channels))
    # 160,000 positions: the ratio's own scatter is about .002; finite N lowers it by less than 1e-3.
    assert measures.participation_ratio(noise).mean() == pytest.approx(expected, abs=0.006)


def test_a_sinusoid_has_its_own_frequency():
    rows, columns = np.mgrid[:N, :N]
    wave = np.cos(2 * np.pi * (3 * rows + 4 * columns) / N)[..., None]
    assert measures.mean_frequency(wave) == pytest.approx(5 / N)


def test_orthogonal_weights_keep_a_deep_linear_net_an_isometry():
    orthogonal = isometry.spectra(50, 30, "linear", True, 1.0, 0)
    gaussian = isometry.spectra(50, 30, "linear", False, 1.0, 0)
    np.testing.assert_allclose(orthogonal, 1, rtol=1e-10)
    assert np.median(gaussian[-1]) < 1e-4 < np.median(gaussian[0])
    np.testing.assert_allclose(isometry.spectra(50, 3, "linear", True, 2.0, 0)[-1], 8, rtol=1e-10)


def test_a_logarithmic_chart_leaves_out_what_is_rounding():
    values = np.tile([1, 1e-3, 1e-7], (2, 1, 4, 1))
    shown = {}
    for log in (False, True):
        for chart in charts.by_index(values, ("conv1",), "s", log=log):
            means = next(rows for rows in chart.to_dict()["datasets"].values() if "mean" in rows[0])
            shown.setdefault(log, []).append({row["index"] for row in means})
    assert shown == {False: [{1, 2, 3}] * 2, True: [{1, 2}] * 2}
