/*
 * Where power comes from: simulated here, by lines on the serial port or stdin. A UPS has registers instead
 * and implements ups_power_read with them.
 *
 *     battery 120     mains fails, and the battery lasts 120 s
 *     mains           mains is back
 *     end             ends the program when it has nothing more to do; so does the end of the input
 */
#ifndef UPS_POWER_H
#define UPS_POWER_H

#include "ups_drain.h"

/** Power now. @param now Milliseconds. */
void ups_power_read(uint32_t now, struct ups_power *power);

/** The simulation is at its end. */
bool ups_power_ended(void);

#endif
