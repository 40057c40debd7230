/* Sizes of types for ram.py, which reads the sizes of these arrays. Never linked into anything. */
#include "session/instance.h"

#define LWCLUS_PROBE(name, bytes)                                                                            \
    extern char lwclus_probe_##name[bytes];                                                                  \
    char lwclus_probe_##name[bytes]

LWCLUS_PROBE(session, sizeof(struct lwclus_session));
LWCLUS_PROBE(auth, sizeof(struct lwclus_auth));
LWCLUS_PROBE(handle, sizeof(struct lwclus_handle_row));
LWCLUS_PROBE(name, LWCLUS_NAME_UNITS * sizeof(WCHAR));
LWCLUS_PROBE(tx, LWCLUS_FRAGMENT_BYTES);
LWCLUS_PROBE(rx, LWCLUS_RX_BYTES);
LWCLUS_PROBE(sessions, LWCLUS_MAX_SESSIONS);
LWCLUS_PROBE(handles, LWCLUS_MAX_HANDLES);
LWCLUS_PROBE(names, (LWCLUS_RECONNECT ? LWCLUS_MAX_CANDIDATES : 0) + 2);
#if LWCLUS_API_ENUM
LWCLUS_PROBE(snapshot, sizeof(struct lwclus_snapshot));
LWCLUS_PROBE(snapshots, LWCLUS_MAX_ENUMS);
#endif
