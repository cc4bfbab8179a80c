"""Back and Forward lead to what the visitor saw before, in a real browser."""

import pytest

from core.catalog import topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EPOCHS = '[data-testid="stSidebar"] input[type=range][aria-label="Epochs"]'


def test_back_from_another_page_keeps_the_settings_of_the_first(visit):
    visitor = visit()
    visitor.open("Weight_Templates?templates_epochs=10")
    page = visitor.page
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Confusion").click()
    page.wait_for_url("**/Confusion_Matrix*")
    visitor.settle()
    page.go_back()
    page.wait_for_url("**/Weight_Templates?templates_epochs=10")
    visitor.settle()
    assert page.locator(EPOCHS).input_value() == "10"
    page.go_forward()
    page.wait_for_url("**/Confusion_Matrix*")
    visitor.settle()
    page.go_back()
    page.wait_for_url("**/Weight_Templates?templates_epochs=10")
    visitor.settle()
    assert page.locator(EPOCHS).input_value() == "10"
    visitor.check()


def test_back_after_presets_goes_through_the_presets_and_nothing_between(visit):
    visitor = visit()
    visitor.open("Semantic_Development")
    page = visitor.page
    # No two of them follow each other with one control changed.
    titles = [preset.title for preset in topic("semantics").presets[1:4]]
    addresses = []
    for title in titles:
        before = page.url
        page.get_by_role("radio", name=title, exact=True).click()
        page.wait_for_function("before => location.href !== before", arg=before)
        visitor.settle()
        addresses.append(page.url)
    for title, address in list(zip(titles, addresses, strict=True))[-2::-1]:
        page.go_back()
        visitor.settle()
        assert page.url == address
        assert page.get_by_role("radio", name=title, exact=True).get_attribute("aria-checked") == "true"
    visitor.check()
