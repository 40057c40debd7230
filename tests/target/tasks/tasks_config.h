/* Configuration of the image with several tasks: two clusters at once. */
#ifndef TASKS_CONFIG_H
#define TASKS_CONFIG_H

#define LWCLUS_MAX_SESSIONS 2
#define LWCLUS_MAX_HANDLES  16

#endif
