/*
 * Endpoint mapper: ept_map stub data ([C706] appendix O, [MS-RPCE] 2.2.1.2.5). Sequencing is the session's.
 */
#ifndef LWCLUS_RPC_EPM_H
#define LWCLUS_RPC_EPM_H

#include "base/cursor.h"

#define LWCLUS_EPM_PORT      135u
#define LWCLUS_EPM_OPNUM_MAP 3u

/** Encodes the ept_map request for ClusAPI 3.0 over TCP (116 bytes). */
void lwclus_epm_encode(struct lwclus_cursor *c);

/**
 * Decodes the ept_map response and yields the first matching TCP port; the address in the tower is ignored.
 * EPT_S_NOT_REGISTERED 1753, EPT_S_CANT_PERFORM_OP 1752 (origin server), RPC_X_BAD_STUB_DATA 1783 (origin
 * NDR).
 */
lwclus_result lwclus_epm_decode(struct lwclus_cursor *c, uint16_t *port);

#endif
