/* The one instance: init, deinit, last error, statistics. */
#include "session/instance.h"

#include <string.h>

#include "base/log.h"
#include "session/call.h"

struct lwclus_instance lwclus_instance;

void lwclus_tables_lock(void)
{
    const struct lwclus_port *port = lwclus_instance.config.port;

    while (port->lock != NULL && !port->lock(LWCLUS_LOCK_TABLES, LWCLUS_WAIT_SLICE_MS)) {
        lwclus_log(LWCLUS_LOG_WARN, "table lock held for long: a port's task was stopped inside", 0);
    }
}

void lwclus_tables_unlock(void)
{
    if (lwclus_instance.config.port->unlock != NULL) {
        lwclus_instance.config.port->unlock(LWCLUS_LOCK_TABLES);
    }
}

static struct lwclus_task_error *task_error(void)
{
    const struct lwclus_port *port = lwclus_instance.config.port;

    return port != NULL ? port->task_error() : &lwclus_instance.early;
}

lwclus_result lwclus_report(lwclus_result result)
{
    if (result != LWCLUS_OK) {
        task_error()->result = result;
    }
    return result;
}

void lwclus_fail(lwclus_result result)
{
    if (lwclus_report(result) != LWCLUS_OK) {
        SetLastError(LWCLUS_CODE(result));
    }
}

DWORD GetLastError(void)
{
    return task_error()->last_error;
}

void SetLastError(DWORD dwErrCode)
{
    task_error()->last_error = dwErrCode;
}

#if LWCLUS_NONBLOCKING
void lwclus_set_nonblocking(bool on)
{
    task_error()->nonblocking = on;
}
#endif

uint32_t lwclus_last_result(void)
{
    return task_error()->result;
}

static bool port_complete(const struct lwclus_port *port)
{
    return port != NULL && port->tcp != NULL && port->now_ms != NULL && port->wait != NULL &&
           port->random != NULL && port->task_error != NULL && (port->lock == NULL) == (port->unlock == NULL);
}

DWORD lwclus_init(const struct lwclus_config *config)
{
    if (lwclus_instance.started) {
        return ERROR_ALREADY_EXISTS;
    }
    if (config == NULL || !port_complete(config->port)) {
        return ERROR_INVALID_PARAMETER;
    }
    if (config->port->start != NULL && config->port->start() != LWCLUS_PORT_OK) {
        return ERROR_GEN_FAILURE;
    }
    lwclus_instance.config = *config;
    if (config->connect_timeout_ms == 0) {
        lwclus_instance.config.connect_timeout_ms = LWCLUS_CONNECT_TIMEOUT_MS;
    }
    if (config->call_timeout_ms == 0) {
        lwclus_instance.config.call_timeout_ms = LWCLUS_CALL_TIMEOUT_MS;
    }
    if (LWCLUS_RECONNECT && config->reconnect_timeout_ms == 0) {
        lwclus_instance.config.reconnect_timeout_ms = LWCLUS_RECONNECT_TIMEOUT_MS;
    }
    lwclus_log_hook(config->log, config->user);
    lwclus_instance.started = true;
    return ERROR_SUCCESS;
}

void lwclus_deinit(void)
{
    const struct lwclus_port *port = lwclus_instance.config.port;
    uint32_t i;

    if (!lwclus_instance.started) {
        return;
    }
    for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        if (lwclus_instance.sessions[i].state != LWCLUS_SESSION_FREE) {
            lwclus_session_free(&lwclus_instance.sessions[i]);
        }
    }
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        lwclus_handle_free(&lwclus_instance.rows[i]); /* their numbers stay stale in the next run */
    }
    if (port->stop != NULL) {
        port->stop();
    }
    lwclus_log_hook(NULL, NULL);
#if LWCLUS_API_ENUM
    memset(lwclus_instance.snapshots, 0, sizeof(lwclus_instance.snapshots));
#endif
#if LWCLUS_STATISTICS
    memset(&lwclus_instance.closed, 0, sizeof(lwclus_instance.closed));
#endif
#if LWCLUS_KERBEROS
    lwclus_wipe(&lwclus_instance.tickets, sizeof(lwclus_instance.tickets));
    memset(&lwclus_instance.clock, 0, sizeof(lwclus_instance.clock));
#endif
    memset(&lwclus_instance.config, 0, sizeof(lwclus_instance.config));
    lwclus_instance.started = false;
}

uint32_t lwclus_instance_bytes(void)
{
    return (uint32_t)sizeof(lwclus_instance);
}

void lwclus_get_usage(struct lwclus_usage *out)
{
    uint32_t i;

    memset(out, 0, sizeof(*out));
    for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        out->sessions += lwclus_instance.sessions[i].state != LWCLUS_SESSION_FREE;
    }
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        out->handles += lwclus_instance.rows[i].type != LWCLUS_HANDLE_FREE;
    }
#if LWCLUS_KERBEROS
    for (i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        out->tickets += lwclus_instance.tickets.row[i].valid;
        out->pins += lwclus_instance.tickets.row[i].pins;
    }
#endif
#if LWCLUS_API_ENUM
    for (i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        out->enums += lwclus_instance.snapshots[i].used;
    }
#endif
}
