// What a process and a core have used so far.
#pragma once
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>

static inline double clock_seconds(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t) != 0)
        return -1;
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// CPU seconds (user and system, all threads, ended ones too) of another process: clock_getcpuclockid(3) reads the scheduler's nanoseconds,
// where /proc/PID/stat counts ticks of 10 ms.
static inline double process_cpu_seconds(pid_t pid) {
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) != 0)
        return -1;
    return clock_seconds(clock);
}

struct core_usage {
    double busy, total; // ticks, proc(5)
};

static inline struct core_usage core_usage_now(int core) {
    struct core_usage usage = {0, 0};
    FILE *f = fopen("/proc/stat", "r");
    if (f == NULL)
        return usage;
    char line[512], name[16];
    snprintf(name, sizeof name, "cpu%d ", core);
    while (fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, name, strlen(name)) != 0)
            continue;
        double user, nice, system, idle, iowait, irq, softirq, steal;
        if (sscanf(line + strlen(name), "%lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system, &idle, &iowait, &irq, &softirq, &steal) == 8) {
            usage.busy = user + nice + system + irq + softirq + steal;
            usage.total = usage.busy + idle + iowait;
        }
        break;
    }
    fclose(f);
    return usage;
}

static inline double core_busy_share(struct core_usage from, struct core_usage to) {
    return to.total > from.total ? (to.busy - from.busy) / (to.total - from.total) : 0;
}
