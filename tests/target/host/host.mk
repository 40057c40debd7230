# The device on the host: core, port/lwip over altcp, port/baremetal and lwIP with NO_SYS=1, with sanitizers.
#
#   make -f tests/target/host/host.mk O=build/device/tcp LWIP_DIR=... MBEDTLS_DIR=...

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.SECONDARY:

include config/sources.mk

CC   := gcc
TEST := tests/target/host
# ALTCP=1 takes the layered API in place of the plain tcp_* functions
ALTCP ?= 0

PROGRAMS := $(patsubst $(TEST)/%.c,$(O)/%,$(wildcard $(TEST)/test_*.c))
LWIP := $(wildcard $(addprefix $(LWIP_DIR)/src/,core/*.c core/ipv4/*.c core/ipv6/*.c netif/ethernet.c))
MBEDTLS := $(addprefix $(MBEDTLS_DIR)/library/,aes.c md5.c sha1.c sha512.c platform_util.c)
SRC := $(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC) $(LWCLUS_PORT_LWIP_SRC) port/baremetal/baremetal.c \
    $(filter-out tests/sim/test_%,$(wildcard tests/sim/sim*.c)) $(wildcard $(TEST)/wire*.c)
OBJ := $(SRC:%.c=$(O)/%.o) $(LWIP:$(LWIP_DIR)/%.c=$(O)/lwip/%.o) $(MBEDTLS:$(MBEDTLS_DIR)/%.c=$(O)/mbedtls/%.o)

DEVICE := -DNO_SYS=1 -DLWIP_ALTCP=$(ALTCP) -DLWCLUS_NETBIOS=1 -DLWCLUS_MAX_SESSIONS=2 -DLWCLUS_MAX_HANDLES=16 \
    -DLWCLUS_ENUM_BYTES=4096 -DLWCLUS_TRACE=1 -DLWCLUS_ASSERT=1
INCLUDES := -I. -Icore -Icore/include -Iport/include -Iconfig -Iport/lwip -Iport/baremetal -Itests -Itests/unit -Itests/sim \
    -I$(TEST) -isystem $(TEST)/lwip -isystem $(LWIP_DIR)/src/include -isystem $(MBEDTLS_DIR)/include \
    -DMBEDTLS_CONFIG_FILE='"$(abspath config/examples/mbedtls_config.h)"'
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
ALL := -O1 -g $(SANITIZE) $(DEVICE) $(INCLUDES) -MD -MP
WARNINGS := -Wall -Wextra -Wshadow -Wcast-qual -Wmissing-declarations -Wvla -Werror

all: $(PROGRAMS)

$(PROGRAMS): $(O)/%: $(O)/$(TEST)/%.o $(OBJ)
	$(Q)$(CC) $(SANITIZE) -o '$@' $^ -lcmocka

$(O)/target.flags: FORCE
	$(Q)mkdir -p '$(@D)'
	$(Q)printf '%s\n' '$(subst ','\'',$(CC) $(ALL))' >'$@.new'
	$(Q)cmp -s '$@.new' '$@' && rm -f '$@.new' || mv '$@.new' '$@'

$(O)/lwip/%.o: $(LWIP_DIR)/%.c $(O)/target.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 -w $(ALL) -c -o '$@' '$<'

$(O)/mbedtls/%.o: $(MBEDTLS_DIR)/%.c $(O)/target.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=c99 -w -I$(MBEDTLS_DIR)/library $(ALL) -c -o '$@' '$<'

$(O)/%.o: %.c $(O)/target.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 $(WARNINGS) $(ALL) -c -o '$@' '$<'

-include $(OBJ:.o=.d) $(PROGRAMS:$(O)/%=$(O)/$(TEST)/%.d)

FORCE:
.PHONY: all FORCE
