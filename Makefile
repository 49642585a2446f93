# Smile City. `make` alone prints what there is.

VENV := .venv
BIN := $(VENV)/bin
# The first Python that is new enough; PYTHON=... names another.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# What tests want of the machine beside Python.
PROGRAMS := chromium mosquitto nginx systemd gpg poppler

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-long check bench pictures lock messages assets clean $(PROGRAMS)

help: ## Print this list
	@echo "Smile City: an open platform with which a town hall runs its smart city."
	@echo
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)$$/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "The first make demo or make test sets everything up by itself. PORT= and DEMO_PASSWORD= change the demo."

setup: $(VENV)/.installed assets ## Make the environment in .venv and build what the browser needs
	@$(BIN)/python tools/messages.py compile

demo: export SMILECITY_DIE_WITH_PARENT = 1
demo: setup ## Run everything at once with a made-up Rostock: http://127.0.0.1:8000
	@$(BIN)/smilecity demo

test: setup $(PROGRAMS) ## Run every test but the slow ones, in a real browser too
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-long: setup $(PROGRAMS) ## Run every test, the slow ones as well
	@SMILECITY_LOOK_EVERYWHERE=1 $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -m "long or not long"

check: setup ## Look at the code without running it: style, types, the map of rooms, templates, translations
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-timing 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint src
	@$(BIN)/python tools/messages.py check
	@$(BIN)/python tools/papers.py

bench: setup mosquitto ## Measure what has a budget, on this machine
	@$(BIN)/python -m bench

pictures: setup chromium ## Take the pictures of the README and the handbook anew, from the demo
	@$(BIN)/python -m tools.pictures

lock: setup ## Write the lock files anew from pyproject.toml and package.json
	@$(BIN)/uv pip compile --quiet pyproject.toml --generate-hashes --universal --python-version 3.11 --no-header \
		--output-file requirements.lock
	@$(BIN)/uv pip compile --quiet pyproject.toml --extra dev --constraint requirements.lock --generate-hashes --universal \
		--python-version 3.11 --no-header --output-file requirements-dev.lock
	@PATH="$(abspath $(BIN)):$$PATH" NODE_USE_SYSTEM_CA=1 $(BIN)/npm install --package-lock-only --silent

messages: setup ## Take up new German texts into the translations
	@$(BIN)/python tools/messages.py update
	@$(BIN)/python tools/messages.py compile

clean: ## Remove everything that was built, and the data of the demo and the tests
	@rm -rf $(VENV) node_modules var src/smilecity/doors/web/static/vendor src/*.egg-info build dist \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete

assets: $(VENV)/.installed
	@$(BIN)/python tools/assets.py

$(VENV)/.installed: requirements-dev.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Smile City needs Python 3.11 or newer. PYTHON=/path/to/python3 names one."; exit 1; }
	@echo "Setting up $(VENV) ..."
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# $(call from_debian,PROGRAM,PACKAGES): where root has Debian, a program that is missing is installed. Where it cannot be
# had, the tests that need it are skipped and say so.
define from_debian
	@PATH="$$PATH:/usr/sbin"; command -v $(1) >/dev/null || test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null \
		|| { echo "Installing $(1) ..."; export DEBIAN_FRONTEND=noninteractive; \
			{ apt-get update -qq && apt-get install -y -qq --no-install-recommends $(2); } \
			>/dev/null 2>&1 || echo "$(1) could not be installed; the tests that need it are skipped."; }
endef
# Debian starts a server as soon as it is installed: only in containers, where no systemd does so.
server_from_debian = $(if $(wildcard /run/systemd/system),,$(from_debian))

# A real browser; a real broker with clients of its own; what operators' files and printed sheets are read by.
chromium:
	$(call from_debian,chromium,chromium fonts-liberation)

mosquitto:
	$(call server_from_debian,mosquitto_pub,mosquitto mosquitto-clients)

nginx:
	$(call server_from_debian,nginx,nginx openssl)

systemd:
	$(call from_debian,systemd-analyze,systemd)

gpg:
	$(call from_debian,gpg,gpg gpg-agent)

poppler:
	$(call from_debian,pdftotext,poppler-utils)
