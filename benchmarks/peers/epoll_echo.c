// The echo server a C programmer writes on epoll: one thread, level-triggered, one shared buffer, write straight after read. What the kernel
// does not take at once is kept for the connection, and nothing is read from it until it is gone.
//
//   epoll_echo [BUFFER_BYTES]      the most that is read at once (default 16384)
#define _GNU_SOURCE
#include "listening.h"
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>

enum { MAX_EVENTS = 512, MAX_FILES = 1 << 20 };

struct pending {
    char *bytes;
    size_t at, length;
};

static int epoll_fd;
static struct pending *pending; // by descriptor
static size_t buffer_bytes = 16384;
static char *buffer;

static void watch(int fd, int operation, unsigned events) {
    struct epoll_event e = {.events = events, .data.fd = fd};
    if (epoll_ctl(epoll_fd, operation, fd, &e) != 0)
        die("epoll_ctl");
}

static void end(int fd) {
    free(pending[fd].bytes);
    memset(&pending[fd], 0, sizeof pending[fd]);
    close(fd);
}

static void accept_all(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        no_delay(fd);
        watch(fd, EPOLL_CTL_ADD, EPOLLIN);
    }
}

static void keep_rest(int fd, const char *rest, size_t length) {
    struct pending *p = &pending[fd];
    p->bytes = malloc(length);
    if (p->bytes == NULL)
        die("malloc");
    memcpy(p->bytes, rest, length);
    p->at = 0;
    p->length = length;
    watch(fd, EPOLL_CTL_MOD, EPOLLOUT);
}

static void echo(int fd) {
    ssize_t got = recv(fd, buffer, buffer_bytes, 0);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            end(fd);
        return;
    }
    ssize_t sent = send(fd, buffer, (size_t)got, MSG_NOSIGNAL);
    if (sent == got)
        return;
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        end(fd);
    else
        keep_rest(fd, buffer + (sent > 0 ? sent : 0), (size_t)(got - (sent > 0 ? sent : 0)));
}

static void send_rest(int fd) {
    struct pending *p = &pending[fd];
    ssize_t sent = send(fd, p->bytes + p->at, p->length - p->at, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR)
            end(fd);
        return;
    }
    p->at += (size_t)sent;
    if (p->at < p->length)
        return;
    free(p->bytes);
    p->bytes = NULL;
    watch(fd, EPOLL_CTL_MOD, EPOLLIN);
}

int main(int count, char **arguments) {
    if (count > 1)
        buffer_bytes = (size_t)atol(arguments[1]);
    buffer = malloc(buffer_bytes);
    pending = calloc(MAX_FILES, sizeof *pending);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_on_loopback(SOCK_NONBLOCK);
    watch(listener, EPOLL_CTL_ADD, EPOLLIN);

    struct epoll_event events[MAX_EVENTS];
    for (;;) {
        int ready = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == listener)
                accept_all(listener);
            else if (pending[fd].bytes != NULL)
                send_rest(fd);
            else
                echo(fd);
        }
    }
}
