namespace Patchbay.Sockets;

/// <summary>
/// Makes the answer to a datagram in the question's own bytes: so it can never be longer than the question. Called for one datagram at a time, on the
/// engine's thread: it must not block.
/// </summary>
/// <param name="datagram">The question; what is written here is the answer.</param>
/// <returns>The answer's length, from its beginning: 0 to the question's length. Negative: no answer.</returns>
public delegate int DatagramAnswer(Span<byte> datagram);
