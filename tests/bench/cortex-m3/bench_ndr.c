/* Requests encoded and responses decoded: one method for each kind of parameter. */
#include "bench.h"

#include <string.h>

#include "method/method.h"
#include "ndr/ndr.h"

#include "counter.h"

#define TIMES       100u
#define BYTES       100u /* of byte arrays and of the security descriptor */
#define ENTRIES     8u
#define MAX_ARGS    8u
#define NAME_UNITS  32u
#define REFERENT    0x00020000u
#define ENTRY_UNITS 9u

static uint8_t stub[1024];
static uint32_t stub_bytes;
static const uint8_t *program;
static union lwclus_ndr_arg args[MAX_ARGS];
static uint32_t failure; /* looked at when nothing is counted */

/* what the arguments point to */
static uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES] = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
static uint8_t bytes[BYTES], received[BYTES];
static uint32_t numbers[MAX_ARGS];
static uint64_t wide;
static uint16_t names[2][NAME_UNITS];
static struct lwclus_ndr_text texts[2];
static struct lwclus_ndr_rows rows[2];
static uint32_t row_bytes;

/* ---- measuring ---- */

static void encode(void)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, stub, sizeof stub);
    failure |= lwclus_ndr_encode(&c, program, args);
    stub_bytes = c.pos;
}

static void decode(void)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, stub, stub_bytes);
    failure |= lwclus_ndr_decode(&c, program, args, &outcome) | outcome.status | (c.pos ^ stub_bytes);
}

static void method(uint16_t opnum)
{
    program = lwclus_method_program(opnum);
    memset(args, 0, sizeof args);
}

static void measure_encode(const char *name, uint32_t expected)
{
    encode();
    counter_expect(stub_bytes == expected, name);
    counter_measure(name, expected, encode, TIMES);
    counter_expect(failure == 0, name);
}

/* ---- a response: parameters are added one by one, finish adds rpc_status and the return value ---- */

static struct lwclus_cursor answer;

static void begin(void)
{
    lwclus_cursor_init(&answer, stub, sizeof stub);
}

static void add(uint32_t value)
{
    lwclus_cursor_align(&answer, 4, true);
    lwclus_put_u32(&answer, value);
}

static void add_string(const uint16_t *text)
{
    uint32_t units = 1;

    while (text[units - 1u] != 0) {
        units++;
    }
    add(units); /* max_count, offset, actual_count */
    add(0);
    add(units);
    for (; units > 0; units--) {
        lwclus_put_u16(&answer, *text++);
    }
}

static void add_bytes(void)
{
    add(BYTES); /* max_count, offset, actual_count */
    add(0);
    add(BYTES);
    lwclus_put_bytes(&answer, bytes, BYTES);
}

static void measure_decode(const char *name, uint32_t statuses)
{
    while (statuses-- > 0) {
        add(0);
    }
    counter_expect(answer.status == LWCLUS_OK, name);
    stub_bytes = answer.pos;
    counter_measure(name, stub_bytes, decode, TIMES);
    counter_expect(failure == 0, name);
}

/* ---- the kinds ---- */

/* ApiOpenClusterEx; ApiQueryInfoKey: six integers and a FILETIME */
static void scalars(void)
{
    uint32_t i;

    method(117);
    args[0].value = 0x02000000;
    measure_encode("NDR encode scalar", 4);

    method(38);
    begin();
    for (i = 0; i < 6; i++) {
        args[i + 1u].out = &numbers[i];
        add(i);
    }
    args[7].out = &wide;
    add(0x89abcdefu);
    add(0x01d12345u);
    measure_decode("NDR decode scalars", 2);
    counter_expect(numbers[5] == 5 && wide == 0x01d1234589abcdefu, "scalars");
}

/* ApiGetNetInterface; ApiGetClusterName */
static void strings(void)
{
    uint32_t i;

    method(95);
    args[0].in = u"node1";
    args[1].in = u"Cluster Network 1";
    measure_encode("NDR encode strings", 72);

    method(3);
    begin();
    for (i = 0; i < 2; i++) {
        texts[i] = (struct lwclus_ndr_text){names[i], NAME_UNITS, 0};
        args[i].out = &texts[i];
        add(REFERENT + i);
        add_string(i == 0 ? u"CLUSTER" : u"node1");
    }
    measure_decode("NDR decode strings", 1);
    counter_expect(texts[0].units == 8 && texts[1].units == 6 && names[1][4] == '1', "strings");
}

/* ApiCloseCluster */
static void context_handle(void)
{
    method(1);
    args[0].out = handle;
    measure_encode("NDR encode context handle", sizeof handle);
    begin();
    lwclus_put_zeros(&answer, sizeof handle);
    measure_decode("NDR decode context handle", 1);
    counter_expect(handle[4] == 0, "context handle");
}

/* ApiNetInterfaceControl */
static void byte_array(void)
{
    method(98);
    args[0].in = handle;
    args[1].value = 0x0640005e;
    args[2].in = bytes;
    args[3].value = BYTES;
    args[4].out = received;
    args[5].value = BYTES;
    args[6].out = &numbers[0];
    args[7].out = &numbers[1];
    measure_encode("NDR encode byte array", 140);
    begin();
    add_bytes();
    add(BYTES); /* lpBytesReturned, lpcbRequired */
    add(0);
    measure_decode("NDR decode byte array", 2);
    counter_expect(numbers[0] == BYTES && memcmp(received, bytes, BYTES) == 0, "byte array");
}

static lwclus_result entry_in(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    (void)user;
    (void)index;
    row_bytes += members[1].bytes.size;
    return LWCLUS_OK;
}

/* ApiCreateEnum */
static void enum_list(void)
{
    uint32_t i;

    method(7);
    rows[0] = (struct lwclus_ndr_rows){.row = entry_in};
    args[1].out = rows;
    begin();
    add(REFERENT);
    add(ENTRIES); /* max_count, EntryCount */
    add(ENTRIES);
    for (i = 0; i < ENTRIES; i++) {
        add(0x20);
        add(REFERENT + 1u + i);
    }
    for (i = 0; i < ENTRIES; i++) {
        add_string(u"n1 - lan");
    }
    row_bytes = 0;
    measure_decode("NDR decode ENUM_LIST of 8", 2);
    counter_expect(row_bytes == (TIMES + 1u) * ENTRIES * (ENTRY_UNITS - 1u) * 2u, "ENUM_LIST");
}

/* cbInSecurityDescriptor is the room, cbOutSecurityDescriptor what is used of it */
static lwclus_result descriptor_out(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    (void)user;
    (void)index;
    members[0].value = 1;
    members[0].bytes = (struct lwclus_cspan){bytes, BYTES};
    members[1].value = BYTES;
    members[2].value = BYTES;
    return LWCLUS_OK;
}

static lwclus_result descriptor_in(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    (void)user;
    (void)index;
    row_bytes = members[0].bytes.size;
    return LWCLUS_OK;
}

/* ApiGetKeySecurity: a structure with a conformant varying array behind a pointer */
static void structure(void)
{
    method(40);
    rows[0] = (struct lwclus_ndr_rows){.count = 1, .row = descriptor_out};
    rows[1] = (struct lwclus_ndr_rows){.row = descriptor_in};
    args[0].in = handle;
    args[1].value = 7;
    args[2].out = rows;
    measure_encode("NDR encode structure", 148);
    begin();
    add(REFERENT);
    add(BYTES);
    add(BYTES);
    add_bytes();
    measure_decode("NDR decode structure", 2);
    counter_expect(row_bytes == BYTES, "structure");
}

void bench_ndr(void)
{
    uint32_t i;

    for (i = 0; i < BYTES; i++) {
        bytes[i] = (uint8_t)i;
    }
    scalars();
    strings();
    context_handle();
    byte_array();
    enum_list();
    structure();
}
