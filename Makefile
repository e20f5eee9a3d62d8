# Thin: every target is a command of scripts/dev.py, which sets up what is missing.
PORT ?= 8069
DB ?= design_crm
DEV = python3 scripts/dev.py

.DEFAULT_GOAL := help
.PHONY: help run stop reset db shell test lint e2e bench i18n simulators setup

help:
	@echo 'make run   [PORT=8069] [DB=design_crm]    serve the suite with its demo company'
	@echo 'make test  [ADDON=crm_pipeline]           linters, tests, the end-to-end thread'
	@echo 'make stop                                 stop the server'
	@echo 'make reset [YES=1]                        delete all that these commands made'
	@echo 'make db    DB=x ADDONS=a,b [DEMO=1]       make a fresh database'
	@echo 'make shell [DB=x] [< script.py]           Odoo shell; a script must call'
	@echo '                                          env.cr.commit() to keep its changes'
	@echo 'make lint                                 the linters alone'
	@echo 'make e2e                                  a first deal, through a running server'
	@echo 'make bench [BENCH=name] [CORPUS=dir] [PART=name]  measurements, one JSON a line'
	@echo 'make i18n  [ADDON=x]                      refresh the translation files'
	@echo 'make simulators                           chat platforms and e-signing, played locally'
	@echo
	@echo 'ODOO_HOME=  an Odoo 19 source tree to use instead of the downloaded one'
	@echo 'PYTHON=     the Python (3.10-3.13) to use'
	@echo 'CHROME_BIN= the browser to use in tests'
	@echo 'PGHOST= PGPORT= PGUSER= PGPASSWORD=  a PostgreSQL server to use'
	@echo 'DESIGN_CRM_HOME=  where everything is put instead of ./.odoo'

# The variable's value when it was said on the command line, not our default.
given = $(if $(filter file,$(origin $(1))),,$($(1)))

export ODOO_HOME PYTHON CHROME_BIN DESIGN_CRM_HOME

run:
	@$(DEV) run --port '$(PORT)' --db '$(DB)'

stop:
	@$(DEV) stop

reset:
	@$(DEV) reset $(if $(YES),--yes)

setup:
	@$(DEV) setup

db:
	@$(DEV) db --db '$(call given,DB)' --addons '$(ADDONS)' $(if $(filter-out 0,$(DEMO)),--demo)

shell:
	@$(DEV) shell --db '$(DB)'

test:
	@$(DEV) test $(if $(ADDON),--addon '$(ADDON)')

lint:
	@$(DEV) lint $(if $(ADDON),--addon '$(ADDON)')

e2e:
	@$(DEV) e2e

bench:
	@$(DEV) bench $(if $(BENCH),--bench '$(BENCH)') $(if $(CORPUS),--corpus '$(CORPUS)') $(if $(PART),--part '$(PART)')

i18n:
	@$(DEV) i18n $(if $(ADDON),--addon '$(ADDON)')

simulators:
	@$(DEV) simulators --port '$(or $(call given,PORT),8089)' 
