/* What the commands that look and those that act write alike. */
#ifndef LWCLUS_EXAMPLES_LOOK_H
#define LWCLUS_EXAMPLES_LOOK_H

#include "doc.h"
#include "kind.h"

/** Adds the cluster as `cluster`. */
void look_cluster(struct doc *doc, const struct report_cluster *cluster);

/** Adds state, owner and group. */
void look_state(struct doc *doc, const struct kind *kind, const struct kind_state *state);

/** Adds a list of names as `key`. False: `failure` is filled. */
bool look_list(struct doc *doc, const struct kind *kind, void *handle, const struct kind_list *list,
               struct report_failure *failure);

/** Status of a drain; false with *known also false: the server has none. */
bool look_drain(const struct kind *kind, void *handle, int32_t *status, bool *known,
                struct report_failure *failure);

/** Word for a status of a drain. */
const char *look_drain_word(int32_t status);

/** Adds the number of round trips. */
void look_round_trips(struct doc *doc);

#endif
