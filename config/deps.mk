# lwIP and mbedTLS, and cmocka for other processors: fetched below $(DEPS) unless LWIP_DIR, MBEDTLS_DIR and CMOCKA_DIR
# say where they are.

ifndef LWIP_DIR
LWIP_DIR   := $(DEPS)/lwip
LWIP_READY := $(LWIP_DIR)/.complete
endif
ifndef MBEDTLS_DIR
MBEDTLS_DIR   := $(DEPS)/mbedtls
MBEDTLS_READY := $(MBEDTLS_DIR)/.complete
endif
ifndef CMOCKA_DIR
CMOCKA_DIR   := $(DEPS)/cmocka
CMOCKA_READY := $(CMOCKA_DIR)/.complete
endif
LWIP_CONFIG    ?= $(if $(filter posix,$(PORT)),port/posix/lwip,config/examples/lwip)
MBEDTLS_CONFIG ?= config/examples/mbedtls_config.h

# A compiler reports nothing about headers given with -isystem: the warning set is for our own code.
LWIP_FLAGS := -isystem $(LWIP_CONFIG) -isystem $(LWIP_DIR)/src/include
ifeq ($(MBEDTLS_DIR),system)
MBEDTLS_FLAGS :=
MBEDTLS_SRC   :=
MBEDTLS_LIBS  := -lmbedcrypto
else
MBEDTLS_FLAGS := -isystem $(MBEDTLS_DIR)/include -DMBEDTLS_CONFIG_FILE='"$(abspath $(MBEDTLS_CONFIG))"'
MBEDTLS_SRC   := $(addprefix $(MBEDTLS_DIR)/library/,aes.c md5.c sha1.c sha512.c platform_util.c)
MBEDTLS_LIBS  :=
endif

deps: $(LWIP_READY) $(MBEDTLS_READY) ## fetches lwIP and mbedTLS

# suites of `make check` that run side by side may come here at once
$(DEPS)/%/.complete: config/fetch.sh
	$(Q)config/deps.sh fetch
	$(Q)mkdir -p '$(DEPS)' && exec 9>'$(DEPS)/lock' && flock 9 && { [ '$@' -nt '$<' ] || \
	    { config/fetch.sh $* '$(@D)' && touch '$@'; }; }

.PHONY: deps
