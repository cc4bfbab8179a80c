"""Links that show one network on several pages."""

import pytest

from pages._chapters import links
from tests.opening import opened, said


@pytest.mark.parametrize("label", links.imagenet())
def test_links_to_the_imagenet_network_open_a_chapter_that_shows_it(label):
    topic, query = links.imagenet()[label]
    app = opened(topic.page, **query)
    assert not app.exception
    assert "EfficientNet-Lite0 (Tan & Le 2019)" in said(app)
