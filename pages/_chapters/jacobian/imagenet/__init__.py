"""The side of the page on EfficientNet-Lite0, a network trained on ImageNet."""
