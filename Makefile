# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
DATA ?= demo
KIOSK_PORT ?= 8400
CENTRAL_PORT ?= 8500
BIN := .venv/bin
# Two workers: the tests are meant for two cores.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile

.PHONY: run install test test-long bench bench-long lint requirements clean install-kiosk uninstall-kiosk install-central release pictures

run: install
	$(BIN)/moedt demo --data "$(DATA)" --kiosk-port $(KIOSK_PORT) --central-port $(CENTRAL_PORT)

install: .venv/.installed

.venv/bin/python:
	$(PYTHON) -m venv .venv

# --no-deps keeps RPi.GPIO and spidev, which compile C, out of the way.
.venv/.installed: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/.tested: requirements-test.txt .venv/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.txt
	touch $@

test: .venv/.tested lint
	$(PYTEST)

test-long: .venv/.tested
	$(PYTEST) -m long

lint: .venv/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.tested
	$(BIN)/python -m tests.bench

bench-long: .venv/.tested
	$(BIN)/python -m tests.bench --long

# Takes the pictures of docs/screens.md anew.
pictures: .venv/.tested
	$(BIN)/python -m tests.browser.pictures

# Pins every version with its hashes and names no index.
requirements:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra build -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra build --extra test -o requirements-test.txt

# On the machine itself, with sudo; docs/install.md says what they do.
install-kiosk:
	./systemd/install.sh kiosk

uninstall-kiosk:
	./systemd/install.sh uninstall-kiosk

install-central:
	./systemd/install.sh central

# What terminals are brought up to date with, signed: make release KEY=release.key
release: install
	./systemd/release.sh "$(KEY)"

clean:
	rm -rf .venv build *.egg-info
