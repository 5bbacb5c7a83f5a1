namespace Patchbay.Sockets;

/// <summary>A datagram host's figures at one moment, since its start.</summary>
/// <param name="Received">Datagrams taken from peers.</param>
/// <param name="Sent">Answers given to the kernel.</param>
/// <param name="Refused">Questions that may not be answered, by the rules against reflection or by a limit.</param>
/// <param name="BytesReceived">Payload taken from peers.</param>
/// <param name="BytesSent">Payload given to the kernel.</param>
/// <param name="Dropped">Datagrams the kernel dropped because they came faster than they were taken.</param>
public sealed record DatagramHostStatus(long Received, long Sent, long Refused, long BytesReceived, long BytesSent, long Dropped);
