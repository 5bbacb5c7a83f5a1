// What the C peers share: a loopback socket on a free port, announced on stdout, and an end when stdin closes.
#pragma once
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static inline void die(const char *what) {
    perror(what);
    exit(1);
}

static inline void *exit_when_stdin_closes(void *unused) {
    (void)unused;
    char byte;
    while (read(0, &byte, 1) > 0) {
    }
    _exit(0);
}

// The socket is bound; tells on stdout where, and watches stdin from now on.
static inline void announce(int fd) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    pthread_t watcher;
    if (getsockname(fd, (struct sockaddr *)&address, &length) != 0)
        die("getsockname");
    if (pthread_create(&watcher, NULL, exit_when_stdin_closes, NULL) != 0)
        die("pthread_create");
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
}

static inline int bind_on_loopback(int type) {
    int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("bind");
    return fd;
}

static inline int listen_on_loopback(int flags) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    int listener = bind_on_loopback(SOCK_STREAM | flags);
    if (listen(listener, 4096) != 0)
        die("listen");
    announce(listener);
    return listener;
}

static inline void no_delay(int fd) {
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}
