# Compiles sources and makes the library.

WARNINGS := -Wall -Wextra -Wshadow -Wcast-qual -Wmissing-declarations -Wvla $(WERROR)
INCLUDES := -I$(O)/include -Icore -Icore/include -Iport/include -Iconfig

PORT_DIRS_posix     := port/posix
PORT_DIRS_lwip      := port/lwip
PORT_DIRS_baremetal := port/lwip port/baremetal
PORT_DIRS_freertos  := port/lwip port/freertos
PORT_DIRS_template  := port/template
ifeq ($(PORT_DIRS_$(PORT)),)
$(error PORT=$(PORT) is unknown: posix, lwip, baremetal, freertos or template)
endif

# The library is C99 in core and C11 in the ports; tests may use GNU extensions.
STD_core  := -std=c99 -Wconversion
STD_port  := -std=c11 -Wconversion
STD_tests  = -std=gnu11 $(TEST_INCLUDES)
# what a folder needs besides
FLAGS_port/lwip      := $(LWIP_FLAGS)
FLAGS_port/baremetal := $(LWIP_FLAGS)
FLAGS_port/freertos  := $(LWIP_FLAGS)
FLAGS_port/mbedtls   := $(MBEDTLS_FLAGS)
FLAGS_port/posix/lwip     := -Iport/posix -Iport/lwip $(LWIP_FLAGS)
FLAGS_port/posix/examples := -Iport/posix/examples -Iport/posix -Iport/posix/lwip -Itests -Itests/sim $(LWIP_FLAGS)
FLAGS_port/posix/examples/clusinfo := $(FLAGS_port/posix/examples)

comma      := ,
SANITIZERS := $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=all)
ALL_CFLAGS  = $(OPT) -ffunction-sections -fdata-sections $(SANITIZERS) $(CFLAGS)
OUR_CFLAGS  = $(WARNINGS) $(INCLUDES) -DLWCLUS_CONFIG_FILE='"lwclus_autoconf.h"' $(ALL_CFLAGS)
# flags of one source file: by its top folder, by its folder, its own
flags_of    = $(STD_$(firstword $(subst /, ,$1))) $(FLAGS_$(patsubst %/,%,$(dir $1))) $(FLAGS_$1)
objects_of  = $(patsubst %.c,$(O)/obj/%.o,$1)

# port/lwip -> LWCLUS_PORT_LWIP_SRC of sources.mk
sources_var = LWCLUS_$(shell echo '$1' | tr 'a-z/' 'A-Z_')_SRC
PORT_SRC   := $(foreach d,$(PORT_DIRS_$(PORT)),$($(call sources_var,$d)))
LIB_OBJ    := $(call objects_of,$(LWCLUS_CORE_SRC) $(PORT_SRC))
CRYPTO_OBJ := $(call objects_of,$(LWCLUS_PORT_MBEDTLS_SRC))
MBEDTLS_OBJ := $(patsubst $(MBEDTLS_DIR)/library/%.c,$(O)/mbedtls/%.o,$(MBEDTLS_SRC))

# everything is compiled again when the command line changes
$(O)/flags: FORCE
	$(Q)mkdir -p '$(@D)'
	$(Q)printf '%s\n' '$(subst ','\'',$(CC) $(OUR_CFLAGS) $(STD_core) $(STD_port) $(STD_tests) $(LWIP_FLAGS) $(MBEDTLS_FLAGS))' >'$@.new'
	$(Q)cmp -s '$@.new' '$@' && rm -f '$@.new' || mv '$@.new' '$@'

$(O)/obj/%.o: %.c $(O)/flags $(AUTOCONF)
	@$(call say,CC,$<)
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(call flags_of,$<) $(OUR_CFLAGS) -MMD -MP -c -o '$@' '$<'

$(O)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c $(O)/flags
	@$(call say,CC,mbedtls/$(<F))
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=c99 -w -I$(MBEDTLS_DIR)/library $(MBEDTLS_FLAGS) $(ALL_CFLAGS) -MMD -MP -c -o '$@' '$<'

# headers must be there before the first compilation; later the .d files know them
$(CRYPTO_OBJ) $(MBEDTLS_SRC): | $(MBEDTLS_READY)
$(MBEDTLS_SRC): ;
$(filter $(addprefix $(O)/obj/,$(addsuffix /%,port/lwip port/baremetal port/freertos)),$(LIB_OBJ)): | $(LWIP_READY)

# On the host the library carries the mbedTLS objects that it needs. Their names are made local, so
# that a program may link any version of mbedTLS beside it.
$(O)/obj/crypto.o: $(CRYPTO_OBJ) $(MBEDTLS_OBJ)
	@$(call say,LD,crypto.o)
	$(Q)$(CC) -nostdlib -r -o '$@' $^
	$(Q)$(OBJCOPY) --wildcard --localize-symbol='mbedtls_*' '$@'

HOST_CRYPTO := $(if $(filter posix,$(PORT)),$(if $(MBEDTLS_OBJ),$(O)/obj/crypto.o))

$(O)/liblwclus.a: $(LIB_OBJ) $(or $(HOST_CRYPTO),$(CRYPTO_OBJ))
	@$(call say,AR,$(@F))
	$(Q)rm -f '$@'
	$(Q)$(AR) rcs '$@' $^
	$(Q)printf '%s\n' $(LIB_OBJ) $(CRYPTO_OBJ) >'$(O)/liblwclus.objects'

# The host has lwIP beside the BSD sockets: the same port/lwip as in firmware, on a TAP device or loopback.
HOST_LWIP_OBJ := $(call objects_of,$(LWCLUS_PORT_LWIP_SRC) $(LWCLUS_PORT_POSIX_LWIP_SRC))
$(HOST_LWIP_OBJ): | $(LWIP_READY)

$(O)/liblwclus-lwip.a: $(HOST_LWIP_OBJ)
	@$(call say,AR,$(@F))
	$(Q)rm -f '$@'
	$(Q)$(AR) rcs '$@' $^

$(O)/liblwip.a: $(O)/flags $(AUTOCONF) FORCE | $(LWIP_READY)
	+$(Q)$(MAKE) --no-print-directory -s -f config/lwip.mk O='$(O)' LWIP_DIR='$(LWIP_DIR)' CC='$(CC)' AR='$(AR)' \
	    FLAGS='$(INCLUDES) $(LWIP_FLAGS) -DLWCLUS_CONFIG_FILE=\"lwclus_autoconf.h\" $(ALL_CFLAGS)' '$@'

HOST_LIBS := $(O)/liblwclus-lwip.a $(O)/liblwip.a $(O)/liblwclus.a

lib: $(O)/liblwclus.a ## the library, O/liblwclus.a

-include $(shell [ -d '$(O)' ] && find '$(O)/obj' '$(O)/mbedtls' -name '*.d' 2>/dev/null)

.PHONY: lib
