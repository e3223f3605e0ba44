# `make` alone lists what there is: every target with a comment that begins with ##.
# `make run` and `make test` do all the set-up that they need.
PYTHON ?= python3
DATA ?= demo
KIOSK_PORT ?= 8400
CENTRAL_PORT ?= 8500
BIN := .venv/bin
# Three workers for two cores, since a third of their time is waiting. Files start in
# the order that tests/conftest.py gives, and not by how many tests are in them.
# Bytecode is written whatever the environment says: the tests start many processes.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder
LINT := $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

.PHONY: help run install test test-long bench bench-long lint docs pictures requirements clean install-kiosk uninstall-kiosk install-central release

help: ## lists what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-17s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## runs the demo until Ctrl-C; DATA=folder KIOSK_PORT= CENTRAL_PORT= move it
	$(BIN)/moedt demo --data "$(DATA)" --kiosk-port $(KIOSK_PORT) --central-port $(CENTRAL_PORT)

install: .venv/.installed ## makes .venv with all that running needs, and .venv/bin/moedt

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

# Lint runs beside the tests; what it writes comes afterwards, and whole, if it fails.
test: .venv/.tested ## style, types, imports and tests
	@written=$$(mktemp); trap 'rm -f "$$written"' EXIT; \
	($(LINT)) >"$$written" 2>&1 & linting=$$!; \
	$(PYTEST); tested=$$?; \
	wait $$linting; linted=$$?; \
	if [ $$linted = 0 ]; then echo "lint: nothing found"; else cat "$$written"; fi; \
	[ $$tested = 0 ] && [ $$linted = 0 ]

test-long: .venv/.tested ## the simulations and loads that take longer
	$(PYTEST) -m long

lint: .venv/.tested ## style, types and the direction of imports
	$(LINT)

bench: .venv/.tested ## measures, and writes bench.json
	$(BIN)/python -m tests.bench

bench-long: .venv/.tested ## the measurements that take longer, into the same file
	$(BIN)/python -m tests.bench --long

docs: .venv/.tested ## writes docs/reference/ from the code
	$(BIN)/python -m tests.docs

pictures: .venv/.tested ## takes the pictures of docs/screens.md anew
	$(BIN)/python -m tests.browser.pictures

# Pins every version with its hashes and names no index.
requirements: ## pins the dependencies of pyproject.toml anew; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra build -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header pyproject.toml --extra build --extra test -o requirements-test.txt

# On the machine itself, with sudo; docs/install.md says what they do.
install-kiosk: ## on the Pi, as root: installs the terminal
	./systemd/install.sh kiosk

uninstall-kiosk: ## on the Pi, as root: removes the terminal and leaves its data
	./systemd/install.sh uninstall-kiosk

install-central: ## on the server, as root: installs central
	./systemd/install.sh central

release: install ## makes a signed release for terminals: make release KEY=release.key
	./systemd/release.sh "$(KEY)"

clean: ## removes .venv and what was built
	rm -rf .venv build *.egg-info
