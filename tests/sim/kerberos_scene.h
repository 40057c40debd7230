/* A scenario with Kerberos: an account of DOM.TEST, one KDC, the cluster by its DNS name. */
#ifndef LWCLUS_KERBEROS_SCENE_H
#define LWCLUS_KERBEROS_SCENE_H

#include "rpc/assoc.h"
#include "sim_check.h"
#include "sim_kdc.h"

#define KRB_NAME u"cluster.dom.test"

/** scene_reset, then: KDC 0 is configured, policy Kerberos only, ClusAPI's port known, a clock. */
void krb_reset(void);

/** The next session is with KDCs 0..count-1. */
void krb_kdcs(uint32_t count);

/** The key of the administrator instead of the password: saves string-to-key, which takes long here. */
void krb_by_key(void);

/** Starts, goes through a session by name. */
struct scene_result krb_run(void);

/** Once more, without a new start. */
struct scene_result krb_again(void);

/** Opens and closes; the code, 0 = fine. */
uint32_t krb_open(const uint16_t *name);

struct lwclus_statistics krb_statistics(void);

/** Fails unless the session ended like this: `code` 0 = all calls good. Ends the scenario. */
void krb_expect(const struct scene_result *r, uint32_t code, const char *what, uint32_t which);

#endif
