/* The kinds of objects, each behind the same few functions. */
#ifndef LWCLUS_EXAMPLES_KIND_H
#define LWCLUS_EXAMPLES_KIND_H

#include "clusinfo.h"
#include "doc.h"
#include "report.h"

#define NAME_UNITS OPTIONS_NAME_UNITS     /* of a name, with the NUL */
#define NAME_BYTES (3u * NAME_UNITS + 1u) /* the same as UTF-8 */

/* What every object has. */
struct kind_state {
    int32_t state;
    WCHAR owner[NAME_UNITS]; /* node of a group or resource; else empty */
    WCHAR group[NAME_UNITS]; /* of a resource; else empty */
};

/* Called for each name of a list. */
typedef void (*kind_visit)(void *user, const WCHAR *name);

struct kind_list {
    const char *key;
    DWORD type; /* of the OpenEnum function */
};

struct kind {
    const char *name, *plural; /* keys of JSON too */
    DWORD type;                /* CLUSTER_ENUM_... */
    DWORD object;              /* CLUS_OBJECT_... */
    const struct doc_column *columns;
    const char *(*word)(int32_t state);
    /* NULL, FALSE or another code than ERROR_SUCCESS with the last error, and the function that failed */
    void *(*open)(HCLUSTER cluster, const WCHAR *name, DWORD access, DWORD *granted, const char **function);
    BOOL (*close)(void *handle);
    DWORD (*state)(void *handle, struct kind_state *out, const char **function);
    DWORD (*control)(void *handle, DWORD code, void *out, DWORD size, DWORD *used, const char **function);
    DWORD (*list)(void *handle, DWORD type, kind_visit visit, void *user, const char **function);
    const struct kind_list *lists; /* that the table counts; ends with a NULL key */
    const struct kind_list *more;  /* that only the view of one object has */
};

extern const struct kind kind_node, kind_group, kind_resource, kind_network, kind_netinterface;

/** Word for a state, such as "Online pending"; "Unknown" for a number that has none. */
const char *kind_word(const struct kind *kind, int32_t state);

/** Fills `failure`. @return false. */
bool kind_failed(struct report_failure *failure, const char *function, DWORD code);

/** Opens an object by its name. NULL: `failure` is filled. */
void *kind_open(const struct kind *kind, HCLUSTER cluster, const WCHAR *name, DWORD access, DWORD *granted,
                struct report_failure *failure);

/** Asks for the state. False: `failure` is filled. */
bool kind_ask_state(const struct kind *kind, void *handle, struct kind_state *out,
                    struct report_failure *failure);

/**
 * A control code that answers with a name.
 * @param code Of any kind: CLUSCTL_NODE_GET_ID is asked of a group as CLUSCTL_GROUP_GET_ID.
 */
bool kind_ask_name(const struct kind *kind, void *handle, DWORD code, WCHAR out[NAME_UNITS],
                   struct report_failure *failure);

/** A control code that answers with a property list; ERROR_INVALID_FUNCTION of the server is an empty one. */
bool kind_ask_properties(const struct kind *kind, void *handle, DWORD code, BYTE *out, DWORD size,
                         DWORD *used, struct report_failure *failure);

/** True for the code of an object that does not exist. */
bool kind_is_not_found(DWORD code);

#endif
