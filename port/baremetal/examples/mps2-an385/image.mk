# One firmware image for QEMU's mps2-an385, from sources alone: what an integrator's own makefile would do.
#
#   make -f port/baremetal/examples/mps2-an385/image.mk IMAGE=baremetal O=build/firmware/baremetal \
#       LWIP_DIR=... MBEDTLS_DIR=...
#
# IMAGE       baremetal (lwIP with NO_SYS=1), cooperative (sockets without an RTOS), freertos (sockets) or
#             ups_drain (port/examples/ups_drain on lwIP with NO_SYS=1)
# CONFIG_FILE configuration of lwclus as a header (default: config/lwclus_config.h alone; ups_drain has its own)
# SETTINGS    compiled-in settings, such as -DSETTING_CLUSTER='"clus.example"'
# FREERTOS_DIR the FreeRTOS kernel, for IMAGE=freertos

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:

CROSS_COMPILE ?= arm-none-eabi-
CC   := $(CROSS_COMPILE)gcc
OPT  ?= -Os -g
BOARD := port/baremetal/examples/mps2-an385

include config/sources.mk

APP := $(addprefix $(BOARD)/,startup.c board.c random_demo.c lan9118.c network.c settings.c text.c example.c)
LWIP := $(wildcard $(addprefix $(LWIP_DIR)/src/,core/*.c core/ipv4/*.c core/ipv6/*.c netif/ethernet.c))
MBEDTLS := $(addprefix $(MBEDTLS_DIR)/library/,aes.c md5.c sha1.c sha512.c platform_util.c)
SRC := $(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC) $(LWCLUS_PORT_LWIP_SRC) $(APP)
INCLUDES := -Icore/include -Iport/include -Iconfig -Iport/lwip -I$(BOARD)
FOREIGN := -isystem config/examples/lwip -isystem $(LWIP_DIR)/src/include -isystem $(MBEDTLS_DIR)/include

ifeq ($(IMAGE),baremetal)
SRC += port/baremetal/baremetal.c $(addprefix $(BOARD)/,systick.c run_baremetal.c)
NO_SYS := 1
else ifeq ($(IMAGE),cooperative)
SRC += $(addprefix $(BOARD)/,systick.c cooperative/sys_arch.c cooperative/run_cooperative.c)
INCLUDES += -I$(BOARD)/cooperative
NO_SYS := 0
else ifeq ($(IMAGE),freertos)
EXAMPLE := port/freertos/examples/mps2-an385
SRC += port/freertos/freertos.c port/freertos/lwip/sys_arch.c $(EXAMPLE)/run_freertos.c
KERNEL := $(addprefix $(FREERTOS_DIR)/,tasks.c queue.c list.c portable/GCC/ARM_CM3/port.c)
INCLUDES += -I$(EXAMPLE) -Iport/freertos
FOREIGN := -isystem port/freertos/lwip $(FOREIGN) -isystem $(FREERTOS_DIR)/include -isystem $(FREERTOS_DIR)/portable/GCC/ARM_CM3
NO_SYS := 0
else ifeq ($(IMAGE),ups_drain)
UPS := port/examples/ups_drain
SRC := $(filter-out $(BOARD)/example.c,$(SRC)) port/baremetal/baremetal.c $(addprefix $(BOARD)/,systick.c run_ups.c) \
    $(addprefix $(UPS)/,ups_drain.c ups_main.c ups_power.c ups_report.c)
INCLUDES += -I$(UPS)
override CONFIG_FILE := $(UPS)/ups_lwclus_config.h
NO_SYS := 1
else
$(error IMAGE is baremetal, cooperative, freertos or ups_drain)
endif
ifeq ($(NO_SYS),0)
LWIP += $(wildcard $(LWIP_DIR)/src/api/*.c)
endif

CPU := -mcpu=cortex-m3 -mthumb
WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wcast-qual -Wmissing-declarations -Wvla -Werror
ALL := $(CPU) $(OPT) -ffunction-sections -fdata-sections -DNO_SYS=$(NO_SYS) $(SETTINGS) $(FOREIGN) \
    -DMBEDTLS_CONFIG_FILE='"$(abspath config/examples/mbedtls_config.h)"' \
    $(if $(CONFIG_FILE),-DLWCLUS_CONFIG_FILE='"$(abspath $(CONFIG_FILE))"') $(INCLUDES) -MD -MP
# the linker script has no symbol `end`, so nothing that allocates links; nano.specs without nosys.specs
LINK := $(CPU) -nostartfiles -T $(BOARD)/mps2.ld --specs=nano.specs -Wl,--gc-sections -Wl,-Map=$(O)/image.map \
    -Wl,--print-memory-usage

OBJ := $(SRC:%.c=$(O)/%.o)
FOREIGN_OBJ := $(LWIP:$(LWIP_DIR)/%.c=$(O)/lwip/%.o) $(MBEDTLS:$(MBEDTLS_DIR)/%.c=$(O)/mbedtls/%.o) \
    $(KERNEL:$(FREERTOS_DIR)/%.c=$(O)/freertos/%.o)

$(O)/image.elf: $(OBJ) $(FOREIGN_OBJ) $(BOARD)/mps2.ld
	$(Q)$(CC) $(LINK) -o '$@' $(OBJ) $(FOREIGN_OBJ) >'$(O)/image.memory'

# everything is compiled again when the command line changes
$(O)/image.flags: FORCE
	$(Q)mkdir -p '$(@D)'
	$(Q)printf '%s\n' '$(subst ','\'',$(CC) $(ALL))' >'$@.new'
	$(Q)cmp -s '$@.new' '$@' && rm -f '$@.new' || mv '$@.new' '$@'

$(O)/core/%.o: core/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=c99 $(WARNINGS) -Icore $(ALL) -c -o '$@' '$<'

$(O)/port/%.o: port/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=c11 $(WARNINGS) $(ALL) -c -o '$@' '$<'

$(O)/lwip/%.o: $(LWIP_DIR)/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 -w $(ALL) -c -o '$@' '$<'

$(O)/mbedtls/%.o: $(MBEDTLS_DIR)/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=c99 -w -I$(MBEDTLS_DIR)/library $(ALL) -c -o '$@' '$<'

$(O)/freertos/%.o: $(FREERTOS_DIR)/%.c $(O)/image.flags
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) -std=gnu11 -w $(ALL) -c -o '$@' '$<'

-include $(OBJ:.o=.d) $(FOREIGN_OBJ:.o=.d)

FORCE:
.PHONY: FORCE
