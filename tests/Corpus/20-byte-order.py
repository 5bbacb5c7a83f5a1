"""A port that goes through htons once too often."""
import socket

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", socket.htons(8080)))
listener.listen()
