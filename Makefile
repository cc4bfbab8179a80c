# make run and make test work on a fresh machine: they make .venv and install what is pinned.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
VENV_PYTHON := $(BIN)/python

.PHONY: run dev test test-slow lint types bench load walk bake screenshots lock clean

run: .venv/app
	$(VENV_PYTHON) -m streamlit run Home.py

# The gallery for those who change it: pages follow their files, at the price of speed. A worker would keep old ones.
dev: export NBB_WORKERS := 0
dev: .venv/app
	$(VENV_PYTHON) -m streamlit run Home.py --server.fileWatcherType auto

# Files go to the workers in the order of their names: the browser, which takes longest, is not left to the end.
PYTEST := $(VENV_PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test: .venv/dev
	$(PYTEST) -m "not slow"

# Trainings over many seeds, full data sets, long walks, and what a browser does on one page.
test-slow: .venv/dev
	$(PYTEST) -m slow

lint: .venv/dev
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(BIN)/lint-imports

types: .venv/dev
	$(VENV_PYTHON) -m mypy

bench: .venv/dev
	$(VENV_PYTHON) -m tests.benchmarks $(ONLY)

# Twenty visitors at once, then what worker processes are worth; ONLY names cases of the latter, which are listed there.
load: .venv/dev
	$(if $(ONLY),,$(VENV_PYTHON) -m tests.load $(if $(MINUTES),--minutes $(MINUTES)))
	$(VENV_PYTHON) -m tests.load.workers $(ONLY)

walk: .venv/dev
	$(VENV_PYTHON) -m tests.load.walk $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

bake: .venv/dev
	$(if $(SCHEDULER),NBB_SCHEDULER=$(SCHEDULER)) $(VENV_PYTHON) -m core.bake $(ONLY)

screenshots: .venv/dev
	$(VENV_PYTHON) -m tests.screenshots

# Install what the requirements name without the lock, and write down what came with it.
lock: $(VENV_PYTHON)
	: > constraints.txt
	$(VENV_PYTHON) -m venv .venv-lock
	$(subst .venv,.venv-lock,$(VENV_PYTHON)) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	echo "# Made by make lock: every package that the requirements bring, here and in their own." > constraints.txt
	$(subst .venv,.venv-lock,$(VENV_PYTHON)) -m pip freeze >> constraints.txt
	rm -rf .venv-lock

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache

$(VENV_PYTHON):
	@$(PYTHON) -c "import sys; ok = (3, 11) <= sys.version_info < (3, 14); \
	sys.exit(None if ok else 'Python %d.%d does not fit: TensorFlow has builds for 3.11, 3.12 and 3.13. Install one of them and say: make PYTHON=python3.13 $(MAKECMDGOALS)' % sys.version_info[:2])"
	$(PYTHON) -m venv .venv

.venv/app: requirements.txt constraints.txt | $(VENV_PYTHON)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt requirements-cluster.txt requirements.txt constraints.txt | $(VENV_PYTHON)
	$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
