"""Jacobian Spectra in a real browser: the film of directions moves without the server, the scale changes the chart."""

import pytest

pytestmark = pytest.mark.browser


def test_directions_are_scrubbed_without_the_server_and_the_scale_changes(visit):
    visitor = visit()
    visitor.open("Jacobian_Spectra")
    film = visitor.page.locator(".film").first
    slider = film.get_by_role("slider", name="Time")
    canvas = film.locator("canvas").first
    canvas.wait_for()
    film.get_by_text("direction 1", exact=True).wait_for()
    before = canvas.evaluate("c => c.toDataURL()")
    visitor.settle()
    sent = len(visitor.sent)
    slider.fill("7")
    film.get_by_text("weakest direction", exact=True).wait_for()
    assert canvas.evaluate("c => c.toDataURL()") != before
    assert len(visitor.sent) == sent
    chart = visitor.page.locator('[data-testid="stVegaLiteChart"]').first
    chart.get_by_label("Y-axis titled 's / s₁'").first.wait_for(state="attached")
    visitor.page.get_by_role("radio", name="gain s‖x‖/‖h‖").click()
    visitor.settle()
    chart.get_by_label("Y-axis titled 'gain s‖x‖/‖h‖'").first.wait_for(state="attached")
    assert "jacobian_scale=gain" in visitor.page.url
    visitor.check()
