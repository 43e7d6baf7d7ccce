# `make` alone lists what there is. PORT=, DATABASE_URL=, PYTHON= and CHROMIUM= are respected, given on the command
# line or in the environment.

PORT ?= 8000
SITE_URL ?= http://127.0.0.1:$(PORT)
export PORT SITE_URL

python := .venv/bin/python
# What a deployment behind TLS sets; `check` looks at the settings with its eyes.
production := DEBUG=0 HTTPS=1 SITE_URL=https://codes.example.org ALLOWED_HOSTS=codes.example.org

.DEFAULT_GOAL := help
.PHONY: help run dev test check fix setup setup-dev

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## serve the site as production would, on http://127.0.0.1:8000/ (PORT= chooses another)
	@$(python) scripts/port_is_free.py
	@DEBUG=0 scripts/prepare
	@DEBUG=0 exec $(python) -m gunicorn

dev: setup ## serve it for a developer: reloads when code changes, shows errors
	@$(python) scripts/port_is_free.py
	@DEBUG=1 scripts/prepare
	@DEBUG=1 exec $(python) manage.py runserver 127.0.0.1:$(PORT)

test: setup-dev ## run every test on SQLite, then those that use the database on PostgreSQL too
	@echo "On SQLite"
	@DATABASE_URL= $(python) -m pytest
	@echo "On PostgreSQL"
	@$(python) -m tests.postgres $(python) -m pytest -m "not browser and not pure"

check: setup-dev ## look for mistakes without running the site: style, types, layers, templates, settings, content
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports
	$(python) -m djlint --check --quiet templates
	$(python) -m djlint --lint --quiet templates
	$(python) manage.py makemigrations --check --dry-run
	$(production) $(python) manage.py check --deploy --fail-level WARNING
	$(python) manage.py check_content

fix: setup-dev ## mend what can be mended by a program: style, order of imports, layout of templates
	$(python) -m ruff check --fix --exit-zero
	$(python) -m ruff format
	$(python) -m djlint --reformat --quiet templates

setup:
	@scripts/setup

setup-dev:
	@scripts/setup dev
