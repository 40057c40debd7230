# lwIP as a static library for the host: make -f config/lwip.mk O= LWIP_DIR= CC= AR= FLAGS=
#
# A makefile of its own, because the list of files is known only when lwIP is there; it differs between releases.

SRC := $(wildcard $(addprefix $(LWIP_DIR)/src/,core/*.c core/ipv4/*.c core/ipv6/*.c api/*.c netif/ethernet.c))
OBJ := $(patsubst $(LWIP_DIR)/src/%.c,$(O)/lwip/%.o,$(SRC))

$(O)/liblwip.a: $(OBJ)
	@printf '  %-7s %s\n' AR $(@F)
	@rm -f '$@'
	@$(AR) rcs '$@' $^

$(O)/lwip/%.o: $(LWIP_DIR)/src/%.c $(O)/flags
	@mkdir -p '$(@D)'
	@$(CC) -std=gnu11 -w $(FLAGS) -MMD -MP -c -o '$@' '$<'

-include $(OBJ:.o=.d)
