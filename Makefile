# Two commands: `make run` and `make test`. Both set up everything they need, in .venv and var.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: help run test check bench browser clean validators

help:
	@echo "make run     everything in one process; prints the address to open (PORT=3000)"
	@echo "make test    all tests (browser tests need Debian's chromium: make browser)"
	@echo "make validators  what Slack and Microsoft publish to check messages with, from npm; make test uses it where it can"
	@echo "make check   ruff and mypy --strict"
	@echo "make bench   every benchmark, quick"
	@echo "make clean   forget the virtual environment and all local data"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit("Ninety needs Python 3.11 or newer: try make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/pyvenv.cfg requirements.txt
	@echo "Installing what Ninety runs on (once) …"
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/tested: $(VENV)/installed tests/requirements.txt
	$(PIP) -r tests/requirements.txt
	@touch $@

run: $(VENV)/installed
	@exec $(BIN)/python -m bot run

test: $(VENV)/tested
	@$(BIN)/python -m tests.node || true
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/tested
	for name in delivery planning render answers inbound; do $(BIN)/python -m bench.$$name --quick || exit 1; done

browser:
	command -v chromium || (apt-get update -q && apt-get install -y -q chromium)

clean:
	rm -rf $(VENV) var

# Programs of npm that hold messages to what their platforms publish. Where npm cannot be reached, tests skip them aloud.
validators: $(VENV)/tested
	$(BIN)/python -m tests.node
