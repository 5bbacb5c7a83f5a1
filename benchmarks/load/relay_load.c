// Load for a relay, and the peer behind it, in one process: clients connect to --port, the relay connects to --peer-port, where this program listens.
// Checks every byte. Reads the CPU clocks of the relay and of its children at the first and at the last moment of the measured time.
// One thread, epoll. Prints one line of JSON. --port equal to --peer-port measures without a relay.
//
//   bulk:        every client sends as fast as it is taken; the peer counts. At the end each client finishes, and every byte must have come.
//   round trip:  every client has one message in flight, which the peer sends back.
//
//   relay_load --port P --peer-port Q [--mode bulk|trip] [--connections 1] [--bytes 64] [--seconds 2] [--warmup 1] [--relay-pid PID --relay-core 0 --load-core 1]
#define _GNU_SOURCE
#include "histogram.h"
#include "pattern.h"
#include "usage.h"
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_EVENTS = 256, BUFFER = 1024 * 1024, BLOCK = 262139, CHUNK = 128 * 1024, TURN = 1024 * 1024, HEADER = 4 };

struct end {
    int fd;
    bool is_peer;
    uint32_t client;          // which client's stream: the peer learns it from the first bytes
    size_t header;            // bytes of it that went out or came in
    unsigned char head[HEADER];
    uint64_t moved;           // bytes of the stream so far
    bool finished;
    size_t echo_from, echo_to; // peer, round trip: what is still to be sent back
    unsigned char echo[65536];
    uint64_t sent_ns;
    size_t partial, to_send;
};

static struct {
    int port, peer_port, connections, relay_core, load_core;
    size_t bytes;
    double seconds, warmup;
    pid_t relay;
    bool trip;
} options = {.connections = 1, .relay_core = 0, .load_core = 1, .bytes = 64, .seconds = 2, .warmup = 1};

static int epoll_fd;
static bool measuring, finishing;
static uint64_t received, trips, errors, wrong_bytes, ended;
static struct histogram latencies;
static unsigned char *block; // BLOCK pseudo-random bytes, and CHUNK more that repeat their beginning
static unsigned char buffer[BUFFER];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(struct end *e, const char *what) {
    fprintf(stderr, "relay_load: %s %u: %s: %s\n", e->is_peer ? "peer of client" : "client", e->client, what, errno != 0 ? strerror(errno) : "closed");
    errors++;
    close(e->fd);
    e->fd = -1;
}

// Every client starts elsewhere in the block: bytes of another one are wrong bytes.
static size_t place(const struct end *e, size_t ahead) { return (size_t)((e->moved + ahead + (uint64_t)e->client * 4099) % BLOCK); }

static size_t wrong(const struct end *e, const unsigned char *bytes, size_t count) {
    size_t bad = 0, at = place(e, 0);
    while (count > 0) {
        size_t piece = count < CHUNK ? count : CHUNK;
        if (memcmp(bytes, block + at, piece) != 0)
            for (size_t i = 0; i < piece; i++)
                bad += bytes[i] != block[at + i];
        bytes += piece;
        count -= piece;
        at = (at + piece) % BLOCK;
    }
    return bad;
}

static bool again(void) { return errno == EAGAIN || errno == EINTR; }

static void push_bulk(struct end *e) {
    for (size_t turn = 0; turn < TURN && !e->finished;) {
        if (finishing) {
            shutdown(e->fd, SHUT_WR);
            e->finished = true;
            return;
        }
        ssize_t sent = e->header < HEADER ? send(e->fd, e->head + e->header, HEADER - e->header, MSG_NOSIGNAL) : send(e->fd, block + place(e, 0), CHUNK, MSG_NOSIGNAL);
        if (sent < 0) {
            if (!again())
                fail(e, "send");
            return;
        }
        if (e->header < HEADER)
            e->header += (size_t)sent;
        else
            e->moved += (uint64_t)sent;
        turn += (size_t)sent;
    }
}

static void sink(struct end *e, unsigned char *bytes, size_t count) {
    while (e->header < HEADER && count > 0) {
        e->head[e->header++] = *bytes++;
        count--;
        if (e->header == HEADER)
            memcpy(&e->client, e->head, HEADER);
    }
    wrong_bytes += wrong(e, bytes, count);
    e->moved += count;
    received += count;
}

static void push_echo(struct end *e) {
    while (e->echo_from < e->echo_to) {
        ssize_t sent = send(e->fd, e->echo + e->echo_from, e->echo_to - e->echo_from, MSG_NOSIGNAL);
        if (sent < 0) {
            if (!again())
                fail(e, "send");
            return;
        }
        e->echo_from += (size_t)sent;
    }
    e->echo_from = e->echo_to = 0;
}

static void push_trip(struct end *e) {
    while (e->to_send > 0) {
        ssize_t sent = send(e->fd, block + place(e, e->partial), e->to_send, MSG_NOSIGNAL);
        if (sent < 0) {
            if (!again())
                fail(e, "send");
            return;
        }
        e->partial += (size_t)sent;
        e->to_send -= (size_t)sent;
    }
}

static void begin_trip(struct end *e) {
    e->sent_ns = now_ns();
    e->to_send = options.bytes;
    e->partial = 0;
    e->header = 0;
    push_trip(e);
}

static void trip_back(struct end *e, unsigned char *bytes, size_t count) {
    wrong_bytes += wrong(e, bytes, count);
    e->moved += count;
    e->partial -= count;
    e->header += count; // bytes of this message that came back
    if (e->header < options.bytes)
        return;
    if (e->header > options.bytes)
        wrong_bytes += e->header - options.bytes;
    if (measuring)
        histogram_add(&latencies, now_ns() - e->sent_ns, 1);
    trips++;
    if (finishing) {
        shutdown(e->fd, SHUT_WR);
        e->finished = true;
    } else {
        begin_trip(e);
    }
}

static void pull(struct end *e) {
    for (size_t turn = 0; turn < TURN && e->fd >= 0;) {
        ssize_t got = recv(e->fd, buffer, options.trip ? sizeof e->echo : BUFFER, 0);
        if (got < 0) {
            if (!again())
                fail(e, "receive");
            return;
        }
        if (got == 0) {
            if (!finishing) {
                errno = 0;
                fail(e, "receive");
                return;
            }
            // A peer has everything: it finishes too. A client has then seen both ends.
            if (e->is_peer)
                shutdown(e->fd, SHUT_WR);
            epoll_ctl(epoll_fd, EPOLL_CTL_DEL, e->fd, NULL);
            ended++;
            return;
        }
        turn += (size_t)got;
        if (!e->is_peer && options.trip) {
            trip_back(e, buffer, (size_t)got);
        } else if (!e->is_peer) {
            errno = EPROTO;
            fail(e, "bytes came back");
        } else if (!options.trip) {
            sink(e, buffer, (size_t)got);
        } else if (e->echo_to == 0) {
            memcpy(e->echo, buffer, (size_t)got);
            e->echo_to = (size_t)got;
            push_echo(e);
        } else {
            errno = EPROTO;
            fail(e, "more than one message came");
        }
        if (options.trip)
            return;
    }
}

static struct end *watch(int fd, bool is_peer, uint32_t client) {
    struct end *e = calloc(1, sizeof *e);
    int one = 1;
    *e = (struct end){.fd = fd, .is_peer = is_peer, .client = client};
    memcpy(e->head, &client, HEADER);
    if (is_peer)
        e->header = 0;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    // Bulk: level-triggered where it sends and where it receives, so that TURN may end early. The round trip never leaves anything behind.
    struct epoll_event event = {.events = EPOLLIN | (!options.trip && !is_peer ? EPOLLOUT : 0), .data.ptr = e};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
    return e;
}

static int listener;

static void turn(int timeout_ms) {
    struct epoll_event events[MAX_EVENTS];
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, timeout_ms);
    for (int i = 0; i < count; i++) {
        struct end *e = events[i].data.ptr;
        if (e == NULL) {
            int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
            if (fd >= 0)
                watch(fd, true, 0);
            continue;
        }
        if (e->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            pull(e);
        if (e->fd >= 0 && events[i].events & EPOLLOUT && !e->is_peer && !options.trip) {
            push_bulk(e);
            if (e->finished) {
                struct epoll_event event = {.events = EPOLLIN, .data.ptr = e};
                epoll_ctl(epoll_fd, EPOLL_CTL_MOD, e->fd, &event);
            }
        }
    }
}

static void run_until(double end) {
    while (errors == 0 && clock_seconds(CLOCK_MONOTONIC) < end)
        turn(100);
}

static void listen_here(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.peer_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) {
        perror("relay_load: listen");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, listener, &event);
}

static struct end **connect_clients(void) {
    struct end **all = calloc((size_t)options.connections, sizeof *all);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < options.connections; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
            perror("relay_load: connect");
            exit(1);
        }
        all[i] = watch(fd, false, (uint32_t)i);
        turn(0);
    }
    return all;
}

// Of the process and of its children: a forking relay has one for each connection.
static double relay_cpu_seconds(void) {
    if (options.relay <= 0)
        return 0;
    double sum = process_cpu_seconds(options.relay);
    DIR *processes = opendir("/proc");
    for (struct dirent *entry; processes != NULL && (entry = readdir(processes)) != NULL;) {
        char path[300], line[512];
        int pid = atoi(entry->d_name), parent = 0;
        if (pid <= 0)
            continue;
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        FILE *f = fopen(path, "r");
        if (f == NULL)
            continue;
        char *after = fgets(line, sizeof line, f) != NULL ? strrchr(line, ')') : NULL;
        if (after != NULL && sscanf(after + 2, "%*c %d", &parent) == 1 && parent == options.relay)
            sum += process_cpu_seconds(pid);
        fclose(f);
    }
    if (processes != NULL)
        closedir(processes);
    return sum;
}

// Every client finishes, the FIN comes back through the relay, and what was sent must have come.
static void finish(struct end **all) {
    finishing = true;
    double limit = clock_seconds(CLOCK_MONOTONIC) + 5;
    while (ended < 2 * (uint64_t)options.connections && errors == 0 && clock_seconds(CLOCK_MONOTONIC) < limit)
        turn(10);
    if (ended < 2 * (uint64_t)options.connections) {
        fprintf(stderr, "relay_load: %lu of %d ends were finished\n", ended, 2 * options.connections);
        errors++;
    }
    uint64_t sent = 0;
    for (int i = 0; i < options.connections; i++)
        sent += all[i]->moved;
    if (!options.trip && sent != received) {
        fprintf(stderr, "relay_load: %lu bytes sent, %lu came\n", sent, received);
        errors++;
    }
}

static void parse(int count, char **arguments) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"peer-port", 1, 0, 'q'}, {"mode", 1, 0, 'm'}, {"connections", 1, 0, 'c'}, {"bytes", 1, 0, 'b'}, {"seconds", 1, 0, 's'},
        {"warmup", 1, 0, 'w'}, {"relay-pid", 1, 0, 'P'}, {"relay-core", 1, 0, 'R'}, {"load-core", 1, 0, 'L'}, {0}};
    for (int o; (o = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (o) {
        case 'p': options.port = atoi(optarg); break;
        case 'q': options.peer_port = atoi(optarg); break;
        case 'm': options.trip = strcmp(optarg, "trip") == 0; break;
        case 'c': options.connections = atoi(optarg); break;
        case 'b': options.bytes = (size_t)atol(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 'P': options.relay = atoi(optarg); break;
        case 'R': options.relay_core = atoi(optarg); break;
        case 'L': options.load_core = atoi(optarg); break;
        default: exit(2);
        }
    }
    if (options.port <= 0 || options.peer_port <= 0 || options.connections <= 0 || options.bytes == 0 || options.bytes > sizeof(((struct end *)0)->echo)) {
        fprintf(stderr, "relay_load: needs --port and --peer-port, at least 1 connection, and messages of 1 to 65536 bytes\n");
        exit(2);
    }
}

int main(int count, char **arguments) {
    parse(count, arguments);
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);

    block = malloc(BLOCK + CHUNK);
    for (size_t i = 0; i < BLOCK + CHUNK; i += PATTERN_TAIL + 509) {
        unsigned char piece[509 + PATTERN_TAIL];
        pattern_fill(piece, 509, i << 20);
        memcpy(block + i, piece, i + sizeof piece <= BLOCK + CHUNK ? sizeof piece : BLOCK + CHUNK - i);
    }
    memcpy(block + BLOCK, block, CHUNK);

    listen_here();
    struct end **all = connect_clients();
    for (int i = 0; options.trip && i < options.connections; i++)
        begin_trip(all[i]);
    run_until(clock_seconds(CLOCK_MONOTONIC) + options.warmup);

    measuring = true;
    uint64_t bytes_before = received, trips_before = trips;
    double begin = clock_seconds(CLOCK_MONOTONIC), load = clock_seconds(CLOCK_PROCESS_CPUTIME_ID), relay = relay_cpu_seconds();
    struct core_usage relay_core = core_usage_now(options.relay_core), load_core = core_usage_now(options.load_core);
    run_until(begin + options.seconds);
    double elapsed = clock_seconds(CLOCK_MONOTONIC) - begin;
    relay = relay_cpu_seconds() - relay;
    load = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - load;
    double relay_busy = core_busy_share(relay_core, core_usage_now(options.relay_core));
    double load_busy = core_busy_share(load_core, core_usage_now(options.load_core));
    uint64_t bytes = received - bytes_before, round_trips = trips - trips_before;
    measuring = false;
    finish(all);

    printf("{\"bytes\":%lu,\"trips\":%lu,\"seconds\":%.6f,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,"
           "\"relayCpuSeconds\":%.6f,\"loadCpuSeconds\":%.6f,\"relayCoreBusy\":%.4f,\"loadCoreBusy\":%.4f,\"errors\":%lu,\"wrongBytes\":%lu}\n",
           bytes, round_trips, elapsed, histogram_us(&latencies, 0.5), histogram_us(&latencies, 0.99), histogram_us(&latencies, 0.999),
           relay, load, relay_busy, load_busy, errors, wrong_bytes);
    return 0;
}
