# The library and some unit tests in many configurations: make -f tests/config/sweep.mk O= NAMES= TESTED=
# WARNINGS= LWIP_DIR= MBEDTLS_DIR= , with O/NAME/include/lwclus_autoconf.h for each name.
#
# A makefile of its own: one compiler run per object and nothing else, not even a shell: folders are made once, and
# flags with quotes come from a file. O/NAME/built appears when core, port/lwip,
# port/posix and port/mbedtls compile without a warning, O/NAME/tested holds the counts of the tests, for the names in TESTED.

.DELETE_ON_ERROR:
.SECONDARY:
MAKEFLAGS += --no-builtin-rules
include config/sources.mk

CC := gcc
# what depends on sizes and switches, without what tests just the option that is off
TESTS := $(addprefix tests/unit/,base/test_text.c krb5/test_error.c krb5/test_reply.c method/test_method.c \
    ndr/test_ndr.c rpc/test_assoc.c rpc/test_assoc_flight.c rpc/test_assoc_krb5.c rpc/test_pdu.c rpc/test_session.c session/test_address.c session/test_handle.c)
WITHOUT_LWCLUS_API_NETINTERFACE := %/test_text.c
WITHOUT_LWCLUS_METHODS_ALL      := tests/unit/method/% tests/unit/ndr/%
WITHOUT_LWCLUS_IPV6             := %/test_address.c
WITHOUT_LWCLUS_KERBEROS         := tests/unit/krb5/% %/test_assoc_krb5.c
# a recorded session with NTLM
WITHOUT_LWCLUS_NTLM             := %/test_session.c
WITHOUT_LWCLUS_RECONNECT        := %/test_assoc_flight.c
HELPERS := $(filter-out $(wildcard tests/unit/*/test_*.c),\
    $(wildcard $(addprefix tests/unit/,auth/*.c krb5/*.c method/*.c ndr/*.c rpc/*.c)))

LWIP    := -isystem port/posix/lwip -isystem $(LWIP_DIR)/src/include -Iport/lwip
MBEDTLS := -isystem $(MBEDTLS_DIR)/include
$(file >$(O)/quoted,-DLWCLUS_CONFIG_FILE=\"lwclus_autoconf.h\" \
    -DMBEDTLS_CONFIG_FILE=\"$(abspath config/examples/mbedtls_config.h)\")
LIB_SRC := $(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC) $(LWCLUS_PORT_POSIX_SRC)
CRYPTO  := $(addprefix $(O)/,aes.o md5.o sha1.o sha512.o platform_util.o)

core  := $(WARNINGS) -std=c99 -Wconversion
port  := $(WARNINGS) -std=c11 -Wconversion $(LWIP) $(MBEDTLS)
tests := -w -std=gnu11 -I. -Itests -Itests/unit
tests_of = $(filter-out $(WITHOUT_$1),$(TESTS))
objects = $(patsubst %.c,$(O)/$1/%.o,$2)

all:

define configuration
$(O)/$1/%.o: %.c
	@$(CC) @$(O)/quoted $$($$(firstword $$(subst /, ,$$*))) -O0 -I$(O)/$1/include -Icore -Icore/include -Iport/include \
	    -Iconfig -MMD -MP -c -o $$@ $$<
$(O)/$1/built: $(call objects,$1,$(LIB_SRC) $(LWCLUS_PORT_LWIP_SRC))
	@touch '$$@'
$(O)/$1/lib.a: $(call objects,$1,$(LIB_SRC) $(HELPERS)) $(CRYPTO)
	@rm -f '$$@' && ar rcs '$$@' $$^
$(patsubst %.c,$(O)/$1/%,$(TESTS)): %: %.o $(O)/$1/lib.a
	@$(CC) -o $$@ $$^ -lcmocka
$(O)/$1/tested: $(patsubst %.c,$(O)/$1/%,$(tests_of))
	@tests/run-unit.sh '$(O)/$1' $(patsubst %.c,%,$(tests_of)) >'$$@' 2>&1 || true
endef
$(foreach n,$(NAMES),$(eval $(call configuration,$n)))
all: $(NAMES:%=$(O)/%/built) $(TESTED:%=$(O)/%/tested)

$(CRYPTO): $(O)/%.o: $(MBEDTLS_DIR)/library/%.c
	@$(CC) -std=c99 -w -O0 $(MBEDTLS) @$(O)/quoted -c -o $@ $<

$(shell mkdir -p $(foreach n,$(NAMES),$(addprefix $(O)/$n/,$(sort $(dir $(LIB_SRC) $(LWCLUS_PORT_LWIP_SRC) $(TESTS) $(HELPERS))))))
-include $(shell find '$(O)' -name '*.d' 2>/dev/null)

.PHONY: all
