# The library for every processor and preset: make -f tests/target/matrix.mk O= PRESETS= WARNINGS= LWIP_DIR= MBEDTLS_DIR=
#
# A makefile of its own: one compiler run per object and nothing else, so that the whole matrix takes about a minute.
# It takes from config/ what an integrator would take: the list of sources. O/TARGET-PRESET-PORT.objects appears when a
# combination is complete.

.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
include config/sources.mk

TARGETS := cortex-m0plus cortex-m3 cortex-m4f cortex-m33 rv32imac thumbv7m-clang
PORTS   := lwip baremetal

ARM   := arm-none-eabi-gcc -mthumb
RISCV := riscv64-unknown-elf-gcc --specs=picolibc.specs
# clang brings no C library: its headers are those of the Arm gcc
NEWLIB := $(dir $(filter %/string.h,$(shell arm-none-eabi-gcc -include string.h -M -x c /dev/null)))
CLANG  := clang --target=thumbv7m-none-eabi $(addprefix -isystem ,$(NEWLIB))
CC_cortex-m0plus  := $(ARM) -mcpu=cortex-m0plus
CC_cortex-m3      := $(ARM) -mcpu=cortex-m3
CC_cortex-m4f     := $(ARM) -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
CC_cortex-m33     := $(ARM) -mcpu=cortex-m33
CC_rv32imac       := $(RISCV) -march=rv32imac -mabi=ilp32
CC_thumbv7m-clang := $(CLANG)

LWIP    := -isystem config/examples/lwip -isystem $(LWIP_DIR)/src/include
MBEDTLS := -isystem $(MBEDTLS_DIR)/include -DMBEDTLS_CONFIG_FILE='"$(abspath config/examples/mbedtls_config.h)"'
COMMON  := $(WARNINGS) -Wconversion -Os -ffunction-sections -fdata-sections -Icore -Icore/include -Iport/include \
    -Iconfig -DLWCLUS_CONFIG_FILE='"lwclus_autoconf.h"' -MMD -MP

PORT_SRC_lwip        := $(LWCLUS_PORT_LWIP_SRC)
PORT_FLAGS_lwip      := -DNO_SYS=0
PORT_SRC_baremetal   := $(LWCLUS_PORT_LWIP_SRC) $(LWCLUS_PORT_BAREMETAL_SRC)
PORT_FLAGS_baremetal := -DNO_SYS=1

all:

# $(call objects,FOLDER,SOURCES)
objects = $(patsubst %.c,$(O)/$1/%.o,$2)
flags   = $(CC_$1) $(COMMON) -I$(O)/$2/include

# $(call combination,TARGET,PRESET), $(call combination_port,TARGET,PRESET,PORT): core is the same for both ports
define combination
$(call objects,$1-$2,$(LWCLUS_CORE_SRC)): $(O)/$1-$2/%.o: %.c
	@mkdir -p '$$(@D)'; $(flags) -std=c99 -c -o '$$@' '$$<'
$(call objects,$1-$2,$(LWCLUS_PORT_MBEDTLS_SRC)): $(O)/$1-$2/%.o: %.c
	@mkdir -p '$$(@D)'; $(flags) -std=c11 $$(MBEDTLS) -c -o '$$@' '$$<'
endef

define combination_port
$(call objects,$1-$2-$3,$(PORT_SRC_$3)): $(O)/$1-$2-$3/%.o: %.c
	@mkdir -p '$$(@D)'; $(flags) -std=c11 $$(LWIP) $(PORT_FLAGS_$3) -c -o '$$@' '$$<'
all: $(O)/$1-$2-$3.objects
$(O)/$1-$2-$3.objects: $(call objects,$1-$2,$(LWCLUS_CORE_SRC) $(LWCLUS_PORT_MBEDTLS_SRC)) \
    $(call objects,$1-$2-$3,$(PORT_SRC_$3))
	@echo $$^ >'$$@'
endef

$(foreach t,$(TARGETS),$(foreach p,$(PRESETS),$(eval $(call combination,$t,$p))\
    $(foreach o,$(PORTS),$(eval $(call combination_port,$t,$p,$o)))))

-include $(shell find '$(O)' -name '*.d' 2>/dev/null)

.PHONY: all
