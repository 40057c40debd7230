/* The groups of measurements. */
#ifndef BENCH_H
#define BENCH_H

/** NDR: encode requests and decode responses, one method for each kind of parameter. */
void bench_ndr(void);

/** Logon against a recorded server, and protection of PDUs. */
void bench_auth(void);

/** Keys and encryption of Kerberos. */
void bench_crypto(void);

/** Public functions on an open cluster, and a whole open; the simulated cluster is not counted. */
void bench_call(void);

#endif
