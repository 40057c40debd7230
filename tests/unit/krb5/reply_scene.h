/* Exchanges with a KDC that work, for tests that spoil them. */
#ifndef TESTS_UNIT_KRB5_REPLY_SCENE_H
#define TESTS_UNIT_KRB5_REPLY_SCENE_H

#include "krb5/fake_kdc.h"

#if LWCLUS_KERBEROS

#define SCENE_NOW 1790107215u

struct reply_scene {
    struct lwclus_krb5_key user;
    struct lwclus_krb5_key krbtgt;
    struct lwclus_krb5_request q;
    struct kdc_reply r;
    struct lwclus_krb5_ticket tgt;
    struct lwclus_krb5_reply reply;
    struct lwclus_span message;
    uint8_t tgt_bytes[1024];
    uint8_t buffer[4096];
};

/** An AS exchange; the KDC corrects realm and account. */
void reply_scene_as(struct reply_scene *s);

/** A TGS exchange, with the TGT of reply_scene_as(). */
void reply_scene_tgs(struct reply_scene *s);

/** Writes `r` and reads it into `reply`, whose ticket then stands in `buffer`. */
lwclus_result reply_scene_run(struct reply_scene *s);

/** The ciphertext of a reply. */
struct lwclus_span reply_sealed(struct lwclus_span message);

/** True when `what` stands anywhere in `in`. */
bool reply_contains(struct lwclus_span in, const uint8_t *what, uint32_t size);

#endif

#endif
