# The one way in for developers: `make help` lists what there is.
# The first target that needs them installs the system packages and makes .venv; later runs need
# no network. Arguments for the tests: make test ARGS="-k tariff"

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
READY := $(VENV)/.ready
COMPILED := $(VENV)/.compiled
RUNS := $(VENV)/.runs
PIP := PATH="$(abspath $(BIN)):$$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

# Else each of five processes, and each program that a test starts, compiles everything for itself.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check bench bench-sync scale campaign district snapshots pictures scenes format lock install install-office clean packages

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNS) ## the counter on a simulated village: cards, meters and printer in one program
	@$(BIN)/tapcard demo $(ARGS)

test: $(COMPILED) ## all tests, on five processes: some wait, and with more the terminals do
	$(BIN)/python -m pytest -n 5 --dist loadgroup $(ARGS)

check: $(READY) ## format, lint, strict types, import contracts, dead code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/find_dead_code.py

bench: $(READY) ## measure against floors; writes bench-results.json
	$(BIN)/python -m tests.bench $(ARGS)

bench-sync: $(READY) ## measure counters and head office together; writes bench-sync-results.json
	$(BIN)/python -m tests.bench_sync $(ARGS)

scale: $(READY) ## measure head office with many kiosks and clients; writes scale-results.json
	$(BIN)/python -m tests.scale $(ARGS)

campaign: $(READY) ## the long loops: every tear, every kill, every order
	$(BIN)/python -m tests.campaign $(ARGS)
	@test -n "$(ARGS)" || $(BIN)/python -m tests.protocol.exhaustive

district: $(READY) ## a district's year: every report against the sums of its journal
	$(BIN)/python -m tests.district.year $(ARGS)

snapshots: $(COMPILED) ## accept what the screens show now; then read the difference
	TAPCARD_SNAPSHOTS=accept $(BIN)/python -m pytest -n 5 --dist loadgroup tests/screens/test_snapshots.py

pictures: $(READY) ## draw docs/pictures from the real screens and the real receipt
	$(BIN)/python -m tests.screens.pictures

scenes: $(READY) ## play every operation by keys; writes docs/operations.md
	$(BIN)/python -m tests.end_to_end.scenes.table

format: $(READY) ## write the code as `check` wants it
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY) ## resolve pyproject.toml again into requirements.lock (needs the network)
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --all-extras \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

install: ## make this machine a counter, as root; docs/kiosk.md
	@PYTHON="$(PYTHON)" DESTDIR="$(DESTDIR)" scripts/install-kiosk

install-office: ## make this machine a head office, as root; docs/office.md
	@PYTHON="$(PYTHON)" DESTDIR="$(DESTDIR)" scripts/install-office

clean: ## remove .venv and everything generated
	rm -rf $(VENV) build dist *.egg-info bench-results.json bench-sync-results.json scale-results.json .pytest_cache .mypy_cache \
		.ruff_cache .hypothesis .import_linter_cache
	find app tests -name __pycache__ -prune -exec rm -rf {} +

packages:
	@PYTHON="$(PYTHON)" scripts/install-development-packages

# pyscard comes as source for Linux. Its build tools are installed first, from the same lock, so
# that the build fetches nothing unverified.
$(LOCKED): requirements.lock | packages
	@echo "making $(VENV) from requirements.lock"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@awk '/^[^ ]/ { keep = /^(setuptools|swig)==/ } keep' requirements.lock > $(VENV)/build.lock
	@$(PIP) --require-hashes -r $(VENV)/build.lock
	@$(PIP) --require-hashes --no-build-isolation -r requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# Collecting compiles app and tests, once; what fails here fails in the tests, and is told there.
$(COMPILED): $(READY)
	@$(BIN)/python -m pytest -qq --collect-only > $@ 2>&1 || true

# What the demo needs and no more: no compiler, no daemon. pyscard is for real readers.
$(RUNS): requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" scripts/install-development-packages --demo
	@echo "making $(VENV) for the demo from requirements.lock"
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(BIN)/python scripts/runtime_requirements.py --build > $(VENV)/build.lock
	@$(PIP) --require-hashes -r $(VENV)/build.lock
	@$(BIN)/python scripts/runtime_requirements.py \
		| awk '/^[^ ]/ { keep = !/^pyscard==/ } keep' > $(VENV)/runs.lock
	@$(PIP) --require-hashes -r $(VENV)/runs.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
