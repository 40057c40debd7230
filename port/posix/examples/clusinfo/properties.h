/* Property lists of an object. */
#ifndef LWCLUS_EXAMPLES_PROPERTIES_H
#define LWCLUS_EXAMPLES_PROPERTIES_H

#include "doc.h"
#include "kind.h"

#define PROPERTIES_BYTES 65536u

struct properties {
    DWORD size;
    BYTE bytes[PROPERTIES_BYTES];
};

/** Asks for a list; `code` as for kind_ask_name. False: `failure` is filled. */
bool properties_ask(struct properties *out, const struct kind *kind, void *handle, DWORD code,
                    struct report_failure *failure);

/** A number of the list; false when there is none of that name. */
bool properties_number(const struct properties *list, LPCWSTR name, DWORD *out);

/** Adds the text `name` of the list, or the first text of the list `other`, as `key`; null when there is
 * neither. */
void properties_text(struct doc *doc, const char *key, const struct properties *list, LPCWSTR name,
                     LPCWSTR other);

/** Adds all property lists of an object as `properties`: an object with a member per list. */
bool properties_all(struct doc *doc, const struct kind *kind, void *handle, struct report_failure *failure);

#endif
