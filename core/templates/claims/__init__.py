"""Claims of the article on templates and of ml4a, as far as Weight Templates shows them."""

from core.templates.claims import colour, from_images, hidden, one_layer, ten_units

MEASURES = {
    "one layer": one_layer.measure,
    "hidden": hidden.measure,
    "from images": from_images.measure,
    "ten units": ten_units.measure,
    "four layers": ten_units.measure_deep,
    "photographs": colour.measure,
    "size": colour.measure_size,
}
NEEDS = dict.fromkeys(MEASURES, ("mnist",)) | dict.fromkeys(("photographs", "size"), ("mnist", "cifar10"))
CLAIMS = (*one_layer.CLAIMS, *hidden.CLAIMS, *from_images.CLAIMS, *ten_units.CLAIMS, *colour.CLAIMS)
