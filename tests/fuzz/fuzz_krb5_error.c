/*
 * What a KDC says without a mac: KRB-ERROR, and ETYPE-INFO2 in an AS-REP.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. What must hold: facts
 * lie inside the message and inside their limits, never a downgrade, and a second reading gives the same.
 */
#include <stdlib.h>
#include <string.h>

#include "krb5/kdc.h"

#define LARGEST 6000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void require_inside(struct lwclus_span message, const uint8_t *ptr, uint32_t size)
{
    require(size <= message.size);
    require(size == 0 || (ptr >= message.ptr && (uint32_t)(ptr - message.ptr) <= message.size - size));
}

static void require_info(struct lwclus_span message, const struct lwclus_krb5_info *info)
{
    if (info->etype != 0) {
        require((LWCLUS_KRB5_ETYPES & LWCLUS_KRB5_ETYPE_SET(info->etype)) != 0);
        require(info->iterations >= LWCLUS_KRB5_ITERATIONS_MIN &&
                info->iterations <= LWCLUS_KRB5_ITERATIONS_MAX);
        require(info->salt.size <= LWCLUS_KRB5_SALT_MAX);
        require_inside(message, info->salt.ptr, info->salt.size);
    }
}

static void read_error(struct lwclus_span message)
{
    struct lwclus_krb5_error again;
    struct lwclus_krb5_error error;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, message.ptr, message.size);
    lwclus_krb5_read_error(&c, LWCLUS_KRB5_ETYPES, &error);
    lwclus_krb5_read_error(&c, LWCLUS_KRB5_ETYPES, &again);
    require(memcmp(&error, &again, sizeof again) == 0);
    require_inside(message, error.realm.base, error.realm.cap);
    require_info(message, &error.info);
    require(LWCLUS_ORIGIN(lwclus_krb5_judge(&error)) == LWCLUS_ORIGIN_AUTH);
    require(error.retry <= LWCLUS_KRB5_RETRY_NO_SERVICE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lwclus_span message;

    if (size == 0 || size > LARGEST) {
        return 0;
    }
    message.size = (uint32_t)size;
    message.ptr = malloc(size); /* its own block, so that AddressSanitizer sees every overread */
    require(message.ptr != NULL);
    memcpy(message.ptr, data, size);
    read_error(message);
    free(message.ptr);
    return 0;
}
