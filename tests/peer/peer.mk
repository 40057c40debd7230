# api_peer has more sources than the one that it is named after.

API_PEER_OBJ := $(call objects_of,$(wildcard tests/peer/api_peer_*.c))
$(API_PEER_OBJ): | $(LWIP_READY)
$(O)/tests/peer/api_peer: $(API_PEER_OBJ)
