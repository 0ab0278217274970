# Two commands matter: `make run` opens the app, `make test` proves it.  Everything stays in .venv.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough, unless PYTHON says which.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PYTEST := $(BIN)/python -m pytest
COVERAGE := $(VENV)/coverage.json
# One more than cores: tests of the browser and of servers, which come first, wait for half of their time and more.
WORKERS = $(shell $(PYTHON) -c 'import os; print(1 + (os.cpu_count() or 1))')

# The many child processes of the tests take their modules as compiled before.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run check test lint bench soak samples old-browsers clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: $(VENV)/.run ## open the app in the browser
	$(BIN)/streamlit run app.py --server.address=localhost --server.showEmailPrompt=false

check: $(VENV)/.dev ## style, types, imports and the quick tests, every exporter and command among them: about a minute
	@$(MAKE) --no-print-directory -j2 lint quick

test: system $(VENV)/.dev ## everything but the long runs, with coverage of core
	@$(MAKE) --no-print-directory -j2 lint whole

.PHONY: quick whole
quick:
	$(PYTEST) -q -n auto --ignore=tests/browser --ignore=tests/soak \
		-m "not (browser or libreoffice or engines or spark or nginx or slow or soak)"

whole:
	$(BIN)/python -m slipcover --json --out $(COVERAGE) -m pytest -q -n $(WORKERS) -m "not soak"
	$(BIN)/python -m slipcover --merge $(COVERAGE) --out $(COVERAGE) --fail-under 95

lint: $(VENV)/.dev
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy --no-error-summary core
	@said=$$($(BIN)/lint-imports --no-logo --no-cache) || { echo "$$said"; exit 1; }

bench: $(VENV)/.dev ## speed and memory, as ratios
	$(BIN)/python -m bench

soak: system $(VENV)/.dev ## the long runs that `make test` leaves out
	$(PYTEST) -m "soak or hypothesis" --hypothesis-profile=soak

samples: $(VENV)/.run ## make the workbooks in sample_data/ again
	$(BIN)/python -m core samples -o sample_data

# Streamlit's static files in older syntax, in a folder named after its version; app.py serves them where they are.
OLDER := $(VENV)/old-browsers
old-browsers: $(VENV)/.run ## let browsers from Chromium 90 on open the app (optional; needs npm)
	@command -v npm >/dev/null || { echo "npm (with Node.js 18 or later) is needed, and was not found." >&2; exit 2; }
	mkdir -p $(OLDER)
	cp deploy/old-browsers/* $(OLDER)
	npm ci --prefix $(OLDER) --ignore-scripts --no-audit --no-fund --silent
	static=$$($(BIN)/python -c "from streamlit import file_util; print(file_util.get_static_dir())") && \
		version=$$($(BIN)/python -c "import streamlit; print(streamlit.__version__)") && \
		node $(OLDER)/build.mjs "$$static" "$(OLDER)/$$version"

clean: ## remove the environment and every cache
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: system
system:
	@.ci/system

# An environment without a pip of its own (some systems leave it out) gets it from the outer one.
$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or later is needed, and was not found." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) && \
		$(PYTHON) -m pip --disable-pip-version-check --no-input --python $(BIN)/python install --quiet pip; }

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(PIP) install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(PIP) install --quiet --requirement requirements-dev.txt
	@touch $@ $(VENV)/.run
