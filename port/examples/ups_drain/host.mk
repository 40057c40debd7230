# ups_drain as a host program, and its tests against the Samba server.

UPS      := port/examples/ups_drain
UPS_OBJ  := $(call objects_of,$(wildcard $(UPS)/*.c))
# the state machine alone, for the simulated cluster
UPS_CORE := $(call objects_of,$(UPS)/ups_drain.c)
FLAGS_$(UPS) := -Iport/posix -Iport/posix/lwip

$(O)/ups_drain: $(UPS_OBJ) $(HOST_LIBS)
	@$(call say,LD,$(@F))
	$(Q)$(CC) $(ALL_CFLAGS) -Wl,--gc-sections -o '$@' $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
	    -Wl,--end-group -lpthread $(MBEDTLS_LIBS)

$(O)/tests/sim/test_sim_ups $(O)/tests/sim/test_sim_ups_odd: $(UPS_CORE)
$(foreach f,test_sim_ups test_sim_ups_odd ups_scene,$(eval FLAGS_tests/sim/$f.c := -I$(UPS)))

ups_drain: $(LWIP_READY) $(MBEDTLS_READY) ## the UPS example as a host program, O/host/ups_drain
	$(Q)config/deps.sh build
	$(call host_programs,'$(O)/host/ups_drain')

check-ups: ups_drain ## the UPS example over lwIP against a real Samba server
	$(Q)config/deps.sh build unit
	$(Q){ tests/peer/install-deps.sh && PEER_DIR='$(abspath $(O))/peer' \
	    tests/unittest.sh tests/peer/check_ups.sh '$(O)/host/ups_drain'; } $(or_skip)

.PHONY: ups_drain check-ups
