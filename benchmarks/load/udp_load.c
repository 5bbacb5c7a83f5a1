// Closed-loop load for a UDP echo server: every socket keeps `depth` datagrams in flight, checks every byte that comes back and sends one
// datagram for each that returned. A datagram that does not come back in time is counted as lost and its place in flight is filled again, so that
// a drop costs no throughput. Reads the server's CPU clock at the first and at the last moment of the measured time. One thread, epoll. Prints one
// line of JSON.
//
//   udp_load --port P [--connections 64] [--bytes 64] [--depth 1] [--segment] [--seconds 5] [--warmup 2] [--server-pid PID --server-core 0 --client-core 1]
//
// --segment sends the datagrams of one socket that are due at once in one piece (UDP_SEGMENT, udp(7)), as a QUIC sender does.
#define _GNU_SOURCE
#include "histogram.h"
#include "pattern.h"
#include "usage.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_EVENTS = 512, MAX_BYTES = 65507, PERIOD = 8191, BUFFER_BYTES = 4 << 20 };
#define LOST_AFTER_NS 300000000u // far above any latency here: 1,024 datagrams in flight take a few ms, and a busy machine tens
#define SWEEP_NS 20000000u

// What a datagram begins with. The rest is a piece of one pseudo-random block, from a place that depends on socket and sequence.
struct head {
    uint32_t socket, slot;
    uint64_t sequence;
};

struct flight {
    uint64_t sequence; // of the datagram now out, or of the last one
    uint64_t sent_ns;
    bool waiting;
};

struct peer {
    int fd;
    uint32_t id;
    uint64_t next;
    struct flight flights[MAX_DEPTH];
};

static struct {
    int port, connections, depth, server_core, client_core;
    size_t bytes;
    double seconds, warmup;
    pid_t server;
    bool segment;
} options = {.connections = 64, .depth = 1, .server_core = 0, .client_core = 1, .bytes = 64, .seconds = 5, .warmup = 2};

static int epoll_fd;
static bool measuring, finishing;
static uint64_t messages, errors, wrong_bytes, lost, late, all_lost, all_late;
static struct histogram latencies;
static unsigned char *block;
static unsigned char *receive_buffer; // MAX_DEPTH × options.bytes + 1: a longer answer shows
static struct mmsghdr receiving[MAX_DEPTH], sending[MAX_DEPTH];
static struct iovec receive_pieces[MAX_DEPTH], send_pieces[MAX_DEPTH * 2];
static struct head heads[MAX_DEPTH];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(const struct peer *p, const char *what) {
    if (errors++ == 0)
        fprintf(stderr, "udp_load: socket %u: %s: %s\n", p->id, what, strerror(errno));
}

static const unsigned char *content(uint32_t socket, uint64_t sequence) {
    return block + (sequence * 31u + socket * 127u) % PERIOD;
}

static bool send_segments(struct peer *p, unsigned count) {
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
    } control;
    struct msghdr message = {.msg_iov = send_pieces, .msg_iovlen = count * 2, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);
    *c = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(uint16_t)), .cmsg_level = SOL_UDP, .cmsg_type = UDP_SEGMENT};
    uint16_t segment = (uint16_t)options.bytes;
    memcpy(CMSG_DATA(c), &segment, sizeof segment);
    return sendmsg(p->fd, &message, 0) >= 0;
}

// The first `count` datagrams of send_pieces, in as few pieces as the kernel takes: 64 KiB and 64 segments (UDP_MAX_SEGMENTS).
static void send_prepared(struct peer *p, unsigned count) {
    bool together = options.segment && count > 1 && count * options.bytes <= MAX_BYTES;
    if (together ? !send_segments(p, count) : count == 1 ? sendmsg(p->fd, &sending[0].msg_hdr, 0) < 0 : sendmmsg(p->fd, sending, count, 0) != (int)count)
        if (errno != EAGAIN && errno != ENOBUFS) // what the kernel has no room for is lost, and swept up
            fail(p, "send");
}

static void prepare(struct peer *p, unsigned slot, unsigned place, uint64_t now) {
    struct flight *f = &p->flights[slot];
    *f = (struct flight){p->next++, now, true};
    heads[place] = (struct head){p->id, slot, f->sequence};
    send_pieces[place * 2 + 1].iov_base = (void *)content(p->id, f->sequence);
}

static size_t wrong_in(const unsigned char *got, const unsigned char *expected, size_t count) {
    size_t wrong = 0;
    if (memcmp(got, expected, count) != 0)
        for (size_t i = 0; i < count; i++)
            wrong += got[i] != expected[i];
    return wrong;
}

// Returns the slot that the datagram frees, or -1.
static int check(struct peer *p, const unsigned char *bytes, size_t length, uint64_t now) {
    struct head head;
    if (length != options.bytes) {
        wrong_bytes += length > options.bytes ? length - options.bytes : options.bytes - length;
        return -1;
    }
    memcpy(&head, bytes, sizeof head);
    if (head.socket != p->id || head.slot >= (unsigned)options.depth || head.sequence >= p->next) {
        wrong_bytes += sizeof head;
        return -1;
    }
    wrong_bytes += wrong_in(bytes + sizeof head, content(p->id, head.sequence), length - sizeof head);
    struct flight *f = &p->flights[head.slot];
    if (!f->waiting || f->sequence != head.sequence) {
        late++;
        all_late++;
        return -1;
    }
    f->waiting = false;
    messages++;
    if (measuring)
        histogram_add(&latencies, now - f->sent_ns, 1);
    return (int)head.slot;
}

static void pull(struct peer *p) {
    int got;
    if (options.depth == 1) {
        ssize_t length = recv(p->fd, receive_buffer, options.bytes + 1, MSG_DONTWAIT);
        got = length < 0 ? -1 : 1;
        receiving[0].msg_len = (unsigned)length;
    } else {
        got = recvmmsg(p->fd, receiving, (unsigned)options.depth, MSG_DONTWAIT, NULL);
    }
    if (got < 0) {
        if (errno != EAGAIN && errno != EINTR)
            fail(p, "receive");
        return;
    }

    uint64_t now = now_ns();
    unsigned due = 0;
    for (int i = 0; i < got; i++) {
        int slot = check(p, receive_pieces[i].iov_base, receiving[i].msg_len, now);
        if (slot >= 0 && !finishing)
            prepare(p, (unsigned)slot, due++, now);
    }
    if (due > 0)
        send_prepared(p, due);
}

// Fills the places of datagrams that are out too long, and of all at the start.
static void sweep(struct peer *all, bool start) {
    uint64_t now = now_ns();
    for (int i = 0; i < options.connections; i++) {
        unsigned due = 0;
        for (unsigned slot = 0; slot < (unsigned)options.depth; slot++) {
            struct flight *f = &all[i].flights[slot];
            if (!start && (!f->waiting || now - f->sent_ns < LOST_AFTER_NS))
                continue;
            lost += !start;
            all_lost += !start;
            f->waiting = false;
            if (!finishing)
                prepare(&all[i], slot, due++, now);
        }
        if (due > 0)
            send_prepared(&all[i], due);
    }
}

static void set_buffer(int fd, int option, int force) {
    int bytes = BUFFER_BYTES;
    if (setsockopt(fd, SOL_SOCKET, force, &bytes, sizeof bytes) != 0)
        setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof bytes);
}

static struct peer *open_sockets(void) {
    struct peer *all = calloc((size_t)options.connections, sizeof *all);
    block = malloc(PERIOD + MAX_BYTES + PATTERN_TAIL);
    receive_buffer = malloc(MAX_DEPTH * (options.bytes + 1));
    if (all == NULL || block == NULL || receive_buffer == NULL)
        exit(1);
    pattern_fill(block, PERIOD, 1);
    for (size_t i = PERIOD; i < PERIOD + MAX_BYTES; i++)
        block[i] = block[i - PERIOD];
    for (unsigned i = 0; i < MAX_DEPTH; i++) {
        receive_pieces[i] = (struct iovec){receive_buffer + i * (options.bytes + 1), options.bytes + 1};
        receiving[i].msg_hdr = (struct msghdr){.msg_iov = &receive_pieces[i], .msg_iovlen = 1};
        send_pieces[i * 2] = (struct iovec){&heads[i], sizeof heads[i]};
        send_pieces[i * 2 + 1].iov_len = options.bytes - sizeof heads[i];
        sending[i].msg_hdr = (struct msghdr){.msg_iov = &send_pieces[i * 2], .msg_iovlen = 2};
    }

    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    for (int i = 0; i < options.connections; i++) {
        struct peer *p = &all[i];
        p->id = (uint32_t)i;
        p->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&address, sizeof address) != 0) {
            perror("udp_load: connect");
            exit(1);
        }
        set_buffer(p->fd, SO_RCVBUF, SO_RCVBUFFORCE);
        set_buffer(p->fd, SO_SNDBUF, SO_SNDBUFFORCE);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = p};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, p->fd, &e);
    }
    return all;
}

static void run_until(struct peer *all, double end) {
    static uint64_t swept;
    while (errors == 0 && clock_seconds(CLOCK_MONOTONIC) < end) {
        struct epoll_event events[MAX_EVENTS];
        int count = epoll_wait(epoll_fd, events, MAX_EVENTS, 10);
        for (int i = 0; i < count; i++)
            pull(events[i].data.ptr);
        uint64_t now = now_ns();
        if (now - swept > SWEEP_NS) {
            swept = now;
            sweep(all, false);
        }
    }
}

static void parse(int count, char **arguments) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"connections", 1, 0, 'c'}, {"bytes", 1, 0, 'b'}, {"depth", 1, 0, 'd'}, {"segment", 0, 0, 'g'}, {"seconds", 1, 0, 's'},
        {"warmup", 1, 0, 'w'}, {"server-pid", 1, 0, 'P'}, {"server-core", 1, 0, 'S'}, {"client-core", 1, 0, 'C'}, {0}};
    for (int o; (o = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (o) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.connections = atoi(optarg); break;
        case 'b': options.bytes = (size_t)atol(optarg); break;
        case 'd': options.depth = atoi(optarg); break;
        case 'g': options.segment = true; break;
        case 's': options.seconds = atof(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 'P': options.server = atoi(optarg); break;
        case 'S': options.server_core = atoi(optarg); break;
        case 'C': options.client_core = atoi(optarg); break;
        default: exit(2);
        }
    }
    if (options.port <= 0 || options.connections <= 0 || options.bytes <= sizeof(struct head) || options.bytes > MAX_BYTES || options.depth <= 0 || options.depth > MAX_DEPTH) {
        fprintf(stderr, "udp_load: needs --port, at least 1 socket, %zu to %d bytes and a depth of 1 to %d\n", sizeof(struct head) + 1, MAX_BYTES, MAX_DEPTH);
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

    struct peer *all = open_sockets();
    sweep(all, true);
    run_until(all, clock_seconds(CLOCK_MONOTONIC) + options.warmup);

    measuring = true;
    messages = lost = late = 0;
    double begin = clock_seconds(CLOCK_MONOTONIC), client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    double server = options.server > 0 ? process_cpu_seconds(options.server) : 0;
    struct core_usage server_core = core_usage_now(options.server_core), client_core = core_usage_now(options.client_core);
    run_until(all, begin + options.seconds);
    double elapsed = clock_seconds(CLOCK_MONOTONIC) - begin;
    client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - client;
    server = options.server > 0 ? process_cpu_seconds(options.server) - server : 0;
    double server_busy = core_busy_share(server_core, core_usage_now(options.server_core));
    double client_busy = core_busy_share(client_core, core_usage_now(options.client_core));
    uint64_t measured = messages, measured_lost = lost;
    measuring = false;

    // What is in flight comes home or is counted as lost, so that nothing of it reaches the next run's sockets. More late answers than losses: some came twice.
    finishing = true;
    run_until(all, clock_seconds(CLOCK_MONOTONIC) + 2 * LOST_AFTER_NS * 1e-9);
    errors += all_late > all_lost ? all_late - all_lost : 0;

    printf("{\"messages\":%lu,\"seconds\":%.6f,\"messagesPerSecond\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,"
           "\"serverCpuSeconds\":%.6f,\"clientCpuSeconds\":%.6f,\"serverCoreBusy\":%.4f,\"clientCoreBusy\":%.4f,"
           "\"lost\":%lu,\"errors\":%lu,\"wrongBytes\":%lu}\n",
           measured, elapsed, (double)measured / elapsed, histogram_us(&latencies, 0.5), histogram_us(&latencies, 0.99),
           histogram_us(&latencies, 0.999), server, client, server_busy, client_busy, measured_lost, errors, wrong_bytes);
    return 0;
}
