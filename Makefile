# `make` alone lists what there is. PORT=, DATABASE_URL=, PYTHON= and CHROMIUM= are respected, given on the command
# line or in the environment.

PORT ?= 8000
SITE_URL ?= http://127.0.0.1:$(PORT)
export PORT SITE_URL

python := .venv/bin/python
# What a deployment behind TLS sets; `check` looks at the settings with its eyes.
production := DEBUG=0 HTTPS=1 SITE_URL=https://codes.example.org ALLOWED_HOSTS=codes.example.org
scratch := DATABASE_URL=sqlite:///var/check.sqlite3

.DEFAULT_GOAL := help
.PHONY: help run dev test check bench fix staff-demo pictures setup setup-dev screenshots messages

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## serve the site as production would, on http://127.0.0.1:8000/ (PORT= chooses another)
	@$(python) scripts/port_is_free.py
	@DEBUG=0 scripts/prepare
	-@DEBUG=0 $(python) manage.py warm_pages --smallest --verbosity 0
	@DEBUG=0 exec $(python) -m gunicorn

dev: setup ## serve it for a developer: reloads when code changes, shows errors
	@$(python) scripts/port_is_free.py
	@DEBUG=1 scripts/prepare
	@DEBUG=1 exec $(python) manage.py runserver 127.0.0.1:$(PORT)

staff-demo: setup ## make one member of staff for each group; their passwords are shown once
	@DEBUG=1 scripts/prepare
	@$(python) manage.py staff_demo

test: setup-dev ## run every test on SQLite and, beside that, those that use the database on PostgreSQL
	@$(python) -m scripts.tests

check: setup-dev ## look for mistakes without running the site: style, types, layers, templates, settings, content
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	.venv/bin/lint-imports
	$(python) -m djlint --lint --quiet --exclude templates/staff_side templates
	$(python) -m djlint --lint --quiet --profile django templates/staff_side
	@mkdir -p var && rm -f var/check.sqlite3*
	$(scratch) $(python) manage.py makemigrations --check --dry-run
	$(scratch) $(production) $(python) manage.py check --deploy --fail-level WARNING
	$(scratch) $(python) manage.py migrate --verbosity 0
	$(scratch) $(python) manage.py check_content

bench: setup-dev ## measure what requests cost, and write docs/performance.md (some twenty minutes)
	@rm -rf var/static-collected && DEBUG=0 $(python) manage.py collectstatic --noinput --verbosity 0
	@DATABASE_URL= $(python) -m benchmarks.serving --write docs/performance.md

fix: setup-dev ## mend what can be mended by a program: style, order of imports
	$(python) -m ruff check --fix --exit-zero
	$(python) -m ruff format

pictures: setup-dev ## take the pictures of docs/editors.md anew
	@$(python) -m scripts.pictures

screenshots: setup-dev ## photograph ten kinds of page, at phone and desk width, light and dark, into var/screenshots
	@$(python) -m scripts.screenshots

messages: setup-dev ## bring the Spanish catalog up to date with what the site says
	@$(python) -m scripts.messages

setup:
	@scripts/setup

setup-dev:
	@scripts/setup dev
