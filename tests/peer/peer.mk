# Programs of `make check-peer`: clusinfo, and api_peer with every public function.

API_PEER_SRC := $(wildcard tests/peer/api_peer*.c)
FLAGS_tests/peer := -Iport/posix -Iport/posix/lwip $(LWIP_FLAGS)
$(call objects_of,$(API_PEER_SRC)): | $(LWIP_READY)

$(O)/tests/peer/api_peer: $(call objects_of,$(API_PEER_SRC)) $(HOST_LIBS)
	@$(call say,LD,$(@F))
	$(Q)mkdir -p '$(@D)'
	$(Q)$(CC) $(ALL_CFLAGS) -o '$@' $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
	    -lpthread $(MBEDTLS_LIBS)

peer-programs: $(O)/clusinfo $(O)/tests/peer/api_peer

.PHONY: peer-programs
