# lwclus: build, test, measure, install. `make help` lists targets and variables.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules

##V O=build          folder of everything that is built
##V V=1              show the commands
##V PORT=posix       platform glue in the library: posix, lwip, baremetal, freertos, template
##V PRESET=NAME      configuration from config/presets/NAME_defconfig; `default` is config/lwclus_config.h alone
##V CONFIG=FILE      configuration from a .config (default O/.config when it exists)
##V CROSS_COMPILE=P  prefix of the tool chain, such as arm-none-eabi-
##V CC= CFLAGS=      compiler; more flags for it, such as -mcpu=cortex-m3
##V OPT=-Os          optimisation and debug information
##V WERROR=          let warnings pass
##V LWIP_DIR=        lwIP 2.1.0 or later (default: fetched, 2.2.1)
##V LWIP_CONFIG=     folder of lwipopts.h and arch/cc.h (default: port/posix/lwip on the host)
##V MBEDTLS_DIR=     mbedTLS 2.28 or 3.x (default: fetched, 3.6.6); `system` is the installed library
##V MBEDTLS_CONFIG=  configuration header of mbedTLS (default: config/examples/mbedtls_config.h)
##V PREFIX= DESTDIR= where `make install` puts things (/usr/local)
O             ?= build
PORT          ?= posix
CROSS_COMPILE ?=
PREFIX        ?= /usr/local
DESTDIR       ?=
OPT           ?= -Os -g
WERROR        ?= -Werror
DEPS          ?= $(O)/deps
CONFIG        ?= $(wildcard $(O)/.config)
ifeq ($(origin CC),default)
CC := $(CROSS_COMPILE)gcc
endif
# objects for link-time optimisation need the archiver that knows them
AR      := $(CROSS_COMPILE)$(if $(findstring -flto,$(CFLAGS)),gcc-)ar
OBJCOPY := $(CROSS_COMPILE)objcopy
SIZE    := $(CROSS_COMPILE)size
Q       := $(if $(filter 1,$(V)),,@)
say      = $(if $(filter 1,$(V)),:,printf '  %-7s %s\n' '$1' '$2')

include config/sources.mk
include config/deps.mk
include config/kconfig.mk
include config/library.mk
include config/install.mk
include tests/check.mk
include tests/peer/peer.mk
include tests/soak/soak.mk
include tests/bench/bench.mk
include port/examples/ups_drain/host.mk
include config/firmware.mk
include config/cross.mk
include tests/bench/cortex-m3/bench.mk

help: ## this text
	@echo 'lwclus: Windows Failover Cluster API for lwIP firmware. Targets:'
	@sed -n 's/^\([A-Za-z_][A-Za-z0-9_ -]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | \
	    awk -F'\t' '{ printf "%-22s %s\n", $$1, $$2 }'
	@echo 'Variables:'
	@sed -n 's/^##V \([^ ]*\( [A-Z]*=\)*\)  *\(.*\)/  \1\t\3/p' $(MAKEFILE_LIST) | \
	    awk -F'\t' '{ printf "%-22s %s\n", $$1, $$2 }'

all: lib programs ## the library and, on the host, clusinfo

clean: ## removes what was built, not the fetched dependencies nor .config
	$(Q)if [ -d '$(O)' ]; then find '$(O)' -mindepth 1 -maxdepth 1 ! -name deps ! -name .config -exec rm -rf {} +; fi

FORCE:
.PHONY: help all clean FORCE
