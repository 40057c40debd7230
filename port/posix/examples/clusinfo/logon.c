/* How clusinfo logs on: mechanism, realm, service, KDCs. */
#include <stdio.h>
#include <string.h>

#include "clusinfo.h"

#define LOGON_NAME_UNITS 256u /* with the NUL */

bool logon_word(const char *text, uint8_t *out)
{
    static const struct {
        const char *name;
        uint8_t logon;
    } words[] = {{"any", LWCLUS_LOGON_ANY},
                 {"kerberos", LWCLUS_LOGON_KERBEROS},
                 {"kerberos-raw", LWCLUS_LOGON_KERBEROS_RAW},
                 {"ntlm", LWCLUS_LOGON_NTLM}};
    size_t i;

    for (i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(text, words[i].name) == 0) {
            *out = words[i].logon;
            return true;
        }
    }
    return false;
}

static bool convert(const char *text, WCHAR *buffer, const WCHAR **out)
{
    size_t units;

    if (text == NULL) {
        return true;
    }
    units = lwclus_utf16_from_utf8(buffer, LOGON_NAME_UNITS, text);
    if (units <= 1 || units > LOGON_NAME_UNITS) {
        (void)fprintf(stderr, "clusinfo: name '%s' is too long, empty or not UTF-8\n", text);
        return false;
    }
    *out = buffer;
    return true;
}

bool logon_configure(const struct options *options, struct lwclus_config *config)
{
    static WCHAR realm[LOGON_NAME_UNITS], spn[LOGON_NAME_UNITS];

    config->logon = options->logon;
    config->kdcs = options->kdcs;
    config->kdc_count = options->kdc_count;
    return convert(options->realm, realm, &config->realm) && convert(options->spn, spn, &config->spn);
}
