"""A threaded server that reads whole lines, and twenty clients."""
import socket
import threading

listener = socket.create_server(("127.0.0.1", 0), backlog=64)


def serve(connection):
    with connection, connection.makefile("rwb") as stream:
        for line in stream:
            stream.write(line.upper())
            stream.flush()


def accept():
    while True:
        threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()


def client():
    with socket.create_connection(listener.getsockname()) as connection, connection.makefile("rwb") as stream:
        for number in range(10):
            stream.write(b"line %d\n" % number)
            stream.flush()
            assert stream.readline() == b"LINE %d\n" % number


threading.Thread(target=accept, daemon=True).start()
clients = [threading.Thread(target=client) for _ in range(20)]
for one in clients:
    one.start()
for one in clients:
    one.join()
