# Needs Python 3.11 or newer and make; everything else is installed into .venv.
# the first that runs and is new enough; a name on the path may be a shim for a version that is not there
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO := .demo/tradewatch.db

.PHONY: demo test lint types unit docs faults wheel bench retrained clean

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "tradewatch needs Python 3.11 or newer; run make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q -e '.[dev]'
	@touch $@ $(VENV)/.installed

# the whole way: read the samples, store their events, show China's timeline and the countries
demo: $(VENV)/.installed
	@mkdir -p .demo
	$(BIN)/tradewatch --db $(DEMO) --verbose ingest data/samples
	$(BIN)/tradewatch --db $(DEMO) timeline --country China
	$(BIN)/tradewatch --db $(DEMO) countries

test: lint types docs unit

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# the README's command reference and excerpts are generated; this fails when they are out of date
docs: $(VENV)/.installed-dev
	$(BIN)/cog --check --diff README.md

unit: $(VENV)/.installed-dev
	$(BIN)/pytest -m 'not faults'

# the long fault matrix: kills, full disks, damaged files, many writers
faults: $(VENV)/.installed-dev
	$(BIN)/pytest -m faults

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/extract.py

# after new weights: mark which one-sentence cases fail, raise the floors, write the README's excerpts anew; look at the diff and at what is LOST.
# Fails where a figure is below its floor.
retrained: $(VENV)/.installed-dev
	$(BIN)/python tests/test_corpus.py --mark
	EXCERPTS=1 $(BIN)/cog -r README.md
	$(BIN)/python tests/evaluation/test_floors.py; first=$$?; $(BIN)/python tests/stories/test_stories.py && exit $$first

wheel: $(VENV)/.installed-dev
	$(BIN)/python -m pip wheel -q --no-deps -w dist .

clean:
	rm -rf $(VENV) .demo dist build

# write the README's command reference anew, and with EXCERPTS=1 its excerpts of output too
.PHONY: readme
readme: $(VENV)/.installed-dev
	$(BIN)/cog -r README.md
