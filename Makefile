# make run and make test work on a fresh machine: they make .venv and install what is pinned.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
VENV_PYTHON := $(BIN)/python

.PHONY: run test lint types bench load bake screenshots clean

run: .venv/app
	$(VENV_PYTHON) -m streamlit run Home.py

test: .venv/dev
	$(VENV_PYTHON) -m pytest

lint: .venv/dev
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check

types: .venv/dev
	$(VENV_PYTHON) -m mypy

bench: .venv/dev
	$(VENV_PYTHON) -m tests.benchmarks $(ONLY)

load: .venv/dev
	$(VENV_PYTHON) -m tests.load $(if $(MINUTES),--minutes $(MINUTES))

bake: .venv/dev
	$(VENV_PYTHON) -m core.bake $(ONLY)

screenshots: .venv/dev
	$(VENV_PYTHON) -m tests.screenshots

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

$(VENV_PYTHON):
	@$(PYTHON) -c "import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
	sys.exit(None if ok else 'Python %d.%d does not fit: TensorFlow has builds for 3.11, 3.12 and 3.13. Install one of them and say: make PYTHON=python3.13 $(MAKECMDGOALS)' % sys.version_info[:2])"
	$(PYTHON) -m venv .venv

.venv/app: requirements.txt | $(VENV_PYTHON)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements.txt | $(VENV_PYTHON)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
