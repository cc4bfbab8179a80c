"""Jacobian Spectra: which directions of the input survive through a trained network, and which are erased."""

import streamlit as st

from core import catalog
from pages._chapters.jacobian import side, trained
from pages._chapters.jacobian.imagenet import page as imagenet
from pages._shared import layout

TOPIC = catalog.topic("jacobian")
layout.setup(TOPIC)
with st.sidebar:
    chosen = side.choose()
draw = trained.page if chosen == side.TRAIN else imagenet.page
draw(TOPIC)
