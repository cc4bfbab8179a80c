"""The glossary as a page shows it."""

from streamlit.testing.v1 import AppTest

from core.gallery import glossary
from pages._shared.glossary import help_for


def glossary_page() -> None:
    from core.catalog import topic
    from pages._shared import glossary

    glossary.terms(topic("compression"))


def test_every_term_of_the_topic_is_shown_with_its_definition():
    app = AppTest.from_function(glossary_page).run()
    assert not app.exception
    (shown,) = (block.value for block in app.markdown)
    for term in glossary.TERMS:
        assert (f"**{term.name}**" in shown) == ("compression" in term.topics)
        assert (help_for(term.name) in shown) == ("compression" in term.topics)
