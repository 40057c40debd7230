/* Crypto part of the port contract over mbedTLS 2.28 or 3.x, low-level interface: no heap, no PSA state. */
#include "lwclus_port_crypto.h"

#include "mbedtls/version.h"

#if MBEDTLS_VERSION_NUMBER >= 0x04000000
#error "mbedTLS 4 has no public mbedtls_md5_*: use 3.6 or 2.28, or implement lwclus_port_crypto.h over PSA"
#endif

#include "mbedtls/md5.h"

#ifndef MBEDTLS_MD5_C
#error "lwclus needs MBEDTLS_MD5_C in the mbedTLS configuration"
#endif
#if defined(MBEDTLS_MD5_ALT) || defined(MBEDTLS_MD5_PROCESS_ALT)
#error                                                                                                       \
    "an alternative MD5 may fail, which lwclus cannot report: switch off MBEDTLS_MD5_ALT and MBEDTLS_MD5_PROCESS_ALT"
#endif

/* 2.28 gives the functions that return a status another name. */
#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define MD5_STARTS mbedtls_md5_starts_ret
#define MD5_UPDATE mbedtls_md5_update_ret
#define MD5_FINISH mbedtls_md5_finish_ret
#else
#define MD5_STARTS mbedtls_md5_starts
#define MD5_UPDATE mbedtls_md5_update
#define MD5_FINISH mbedtls_md5_finish
#endif

_Static_assert(sizeof(mbedtls_md5_context) <= sizeof(struct lwclus_md5),
               "LWCLUS_MD5_CONTEXT_WORDS is too small for this mbedTLS");
_Static_assert(_Alignof(mbedtls_md5_context) <= _Alignof(struct lwclus_md5),
               "struct lwclus_md5 is not aligned enough for this mbedTLS");

static mbedtls_md5_context *context(struct lwclus_md5 *ctx)
{
    return (mbedtls_md5_context *)(void *)ctx;
}

/* The status is always 0: only alternative implementations, refused above, can fail. */
void lwclus_md5_start(struct lwclus_md5 *ctx)
{
    mbedtls_md5_init(context(ctx));
    (void)MD5_STARTS(context(ctx));
}

void lwclus_md5_update(struct lwclus_md5 *ctx, const void *data, size_t size)
{
    (void)MD5_UPDATE(context(ctx), data, size);
}

void lwclus_md5_finish(struct lwclus_md5 *ctx, uint8_t digest[16])
{
    (void)MD5_FINISH(context(ctx), digest);
    mbedtls_md5_free(context(ctx));
}
