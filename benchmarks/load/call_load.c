// Closed-loop load for a server that answers the same request with the same bytes: every connection keeps `depth` requests in flight. The first
// answer tells how long one is; each further one must be as long and end with the bytes given. What stands before them (headers with a date) is
// not compared. Where a request has ##, requests in flight on one connection have different numbers, and an answer with ## any (vscode-jsonrpc keeps
// one request of each id in its queue). Reads the server's CPU clock at the first and at the last moment of the measured time. One thread, epoll. Prints one line of JSON.
//
//   call_load --port P --request TEXT --answer TEXT [--connections 64] [--depth 1] [--seconds 5] [--warmup 2] [--server-pid PID --server-core 0 --client-core 1]
#define _GNU_SOURCE
#include "histogram.h"
#include "usage.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_DEPTH = 64, MAX_EVENTS = 512, RECEIVE_BUFFER = 256 * 1024, MAX_ANSWER = 16 * 1024 };

struct connection {
    int fd;
    unsigned oldest, next; // requests answered and granted
    size_t to_send;        // bytes granted and not yet taken by the kernel
    size_t partial;        // bytes of the answer now arriving
    unsigned char held[MAX_ANSWER];
    uint64_t sent_ns[MAX_DEPTH]; // ring: when each request in flight was granted
};

static struct {
    int port, connections, depth, server_core, client_core;
    const char *request, *answer;
    double seconds, warmup;
    pid_t server;
} options = {.connections = 64, .depth = 1, .server_core = 0, .client_core = 1, .seconds = 5, .warmup = 2};

static int epoll_fd;
static bool measuring, finishing;
static uint64_t messages, errors, wrong_bytes;
static size_t request_bytes, answer_bytes, tail_bytes;
static unsigned char *requests; // one after another, enough to send all in flight from any of them on
static struct histogram latencies;
static unsigned char receive_buffer[RECEIVE_BUFFER];

static uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void fail(struct connection *c, const char *what) {
    fprintf(stderr, "call_load: connection %d: %s: %s\n", c->fd, what, errno != 0 ? strerror(errno) : "closed by the server");
    errors++;
    close(c->fd);
    c->fd = -1;
}

static void push(struct connection *c) {
    while (c->to_send > 0) {
        // What is granted are whole requests but for the part that the kernel took before.
        unsigned first = c->next - (unsigned)((c->to_send + request_bytes - 1) / request_bytes);
        size_t offset = first % MAX_DEPTH * request_bytes + (request_bytes - c->to_send % request_bytes) % request_bytes;
        ssize_t sent = send(c->fd, requests + offset, c->to_send, MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
            epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
            return;
        }
        if (sent < 0) {
            fail(c, "send");
            return;
        }
        c->to_send -= (size_t)sent;
    }
}

static bool is_expected(const unsigned char *tail) {
    for (size_t i = 0; i < tail_bytes; i++)
        if (tail[i] != (unsigned char)options.answer[i] && options.answer[i] != '#')
            return false;
    return true;
}

static void grant(struct connection *c, unsigned count, uint64_t now) {
    for (unsigned i = 0; i < count; i++)
        c->sent_ns[c->next++ % MAX_DEPTH] = now;
    c->to_send += count * request_bytes;
    push(c);
}

static void pull(struct connection *c) {
    errno = 0;
    ssize_t got = recv(c->fd, receive_buffer, sizeof receive_buffer, 0);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        fail(c, "receive");
        return;
    }
    unsigned complete = 0;
    uint64_t now = now_ns();
    for (size_t at = 0; at < (size_t)got;) {
        size_t piece = answer_bytes - c->partial;
        if (piece > (size_t)got - at)
            piece = (size_t)got - at;
        memcpy(c->held + c->partial, receive_buffer + at, piece);
        at += piece;
        c->partial += piece;
        if (c->partial < answer_bytes)
            break;
        c->partial = 0;
        wrong_bytes += !is_expected(c->held + answer_bytes - tail_bytes);
        if (measuring)
            histogram_add(&latencies, now - c->sent_ns[c->oldest % MAX_DEPTH], 1);
        c->oldest++;
        complete++;
    }
    if (c->next - c->oldest > (unsigned)options.depth) {
        errno = 0;
        fail(c, "more answers than requests");
        return;
    }
    messages += complete;
    if (!finishing && complete > 0)
        grant(c, complete, now);
}

static int dial(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("call_load: connect");
        exit(1);
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

// One request alone: what comes up to the expected end is an answer.
static void learn(void) {
    int fd = dial();
    if (send(fd, requests, request_bytes, MSG_NOSIGNAL) != (ssize_t)request_bytes)
        exit(1);
    while (answer_bytes < tail_bytes || !is_expected(receive_buffer + answer_bytes - tail_bytes)) {
        ssize_t got = recv(fd, receive_buffer + answer_bytes, MAX_ANSWER - answer_bytes, 0);
        if (got <= 0) {
            fprintf(stderr, "call_load: no answer that ends as expected: %.*s\n", (int)answer_bytes, (char *)receive_buffer);
            exit(1);
        }
        answer_bytes += (size_t)got;
    }
    close(fd);
}

static void turn(int timeout_ms) {
    struct epoll_event events[MAX_EVENTS];
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, timeout_ms);
    for (int i = 0; i < count; i++) {
        struct connection *c = events[i].data.ptr;
        if (c->fd >= 0 && events[i].events & EPOLLOUT) {
            struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
            epoll_ctl(epoll_fd, EPOLL_CTL_MOD, c->fd, &e);
            push(c);
        }
        if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            pull(c);
    }
}

static void run_until(double end) {
    while (errors == 0 && clock_seconds(CLOCK_MONOTONIC) < end)
        turn(100);
}

// Lets what is in flight come home; what does not within two seconds is lost, and an error.
static void finish(struct connection *all) {
    finishing = true;
    double limit = clock_seconds(CLOCK_MONOTONIC) + 2;
    bool waiting = true;
    while (waiting && clock_seconds(CLOCK_MONOTONIC) < limit) {
        waiting = false;
        for (int i = 0; i < options.connections && !waiting; i++)
            waiting = all[i].next != all[i].oldest;
        if (waiting)
            turn(10);
    }
    for (int i = 0; i < options.connections; i++)
        errors += all[i].next != all[i].oldest;
}

static void parse(int count, char **arguments) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'}, {"connections", 1, 0, 'c'}, {"depth", 1, 0, 'd'}, {"seconds", 1, 0, 's'}, {"warmup", 1, 0, 'w'}, {"request", 1, 0, 'r'},
        {"answer", 1, 0, 'a'}, {"server-pid", 1, 0, 'P'}, {"server-core", 1, 0, 'S'}, {"client-core", 1, 0, 'C'}, {0}};
    for (int o; (o = getopt_long(count, arguments, "", known, NULL)) != -1;) {
        switch (o) {
        case 'p': options.port = atoi(optarg); break;
        case 'c': options.connections = atoi(optarg); break;
        case 'd': options.depth = atoi(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 'r': options.request = optarg; break;
        case 'a': options.answer = optarg; break;
        case 'P': options.server = atoi(optarg); break;
        case 'S': options.server_core = atoi(optarg); break;
        case 'C': options.client_core = atoi(optarg); break;
        default: exit(2);
        }
    }
    if (options.port <= 0 || options.connections <= 0 || options.depth <= 0 || options.depth > MAX_DEPTH || options.request == NULL || options.answer == NULL) {
        fprintf(stderr, "call_load: needs --port, --request, --answer, at least 1 connection, and a depth of 1 to %d\n", MAX_DEPTH);
        exit(2);
    }
}

int main(int count, char **arguments) {
    parse(count, arguments);
    request_bytes = strlen(options.request);
    tail_bytes = strlen(options.answer);
    requests = malloc(request_bytes * 2 * MAX_DEPTH);
    const char *number = strstr(options.request, "##");
    for (size_t i = 0; i < 2 * MAX_DEPTH; i++) {
        unsigned char *request = memcpy(requests + i * request_bytes, options.request, request_bytes);
        if (number != NULL) {
            request[number - options.request] = (unsigned char)('1' + i % MAX_DEPTH / 10);
            request[number - options.request + 1] = (unsigned char)('0' + i % MAX_DEPTH % 10);
        }
    }
    learn();
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    struct connection *all = calloc((size_t)options.connections, sizeof *all);
    for (int i = 0; i < options.connections; i++) {
        all[i].fd = dial();
        fcntl(all[i].fd, F_SETFL, O_NONBLOCK);
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, all[i].fd, &e);
        grant(&all[i], (unsigned)options.depth, now_ns());
    }
    run_until(clock_seconds(CLOCK_MONOTONIC) + options.warmup);

    measuring = true;
    messages = 0;
    double begin = clock_seconds(CLOCK_MONOTONIC), client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
    double server = options.server > 0 ? process_cpu_seconds(options.server) : 0;
    struct core_usage server_core = core_usage_now(options.server_core), client_core = core_usage_now(options.client_core);
    run_until(begin + options.seconds);
    double elapsed = clock_seconds(CLOCK_MONOTONIC) - begin;
    client = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - client;
    server = options.server > 0 ? process_cpu_seconds(options.server) - server : 0;
    double server_busy = core_busy_share(server_core, core_usage_now(options.server_core));
    double client_busy = core_busy_share(client_core, core_usage_now(options.client_core));
    uint64_t measured = messages;
    measuring = false;
    finish(all);

    printf("{\"messages\":%lu,\"seconds\":%.6f,\"messagesPerSecond\":%.1f,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,"
           "\"serverCpuSeconds\":%.6f,\"clientCpuSeconds\":%.6f,\"serverCoreBusy\":%.4f,\"clientCoreBusy\":%.4f,"
           "\"errors\":%lu,\"wrongBytes\":%lu}\n",
           measured, elapsed, (double)measured / elapsed, histogram_us(&latencies, 0.5), histogram_us(&latencies, 0.99),
           histogram_us(&latencies, 0.999), server, client, server_busy, client_busy, errors, wrong_bytes);
    return 0;
}
