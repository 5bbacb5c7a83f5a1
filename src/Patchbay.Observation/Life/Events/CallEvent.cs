namespace Patchbay.Observation;

/// <summary>A system call of the program's, on a socket or on what waits for sockets (poll, epoll_wait, select).</summary>
public sealed record CallEvent : LifeEvent
{
    /// <summary>The process (its thread group).</summary>
    public required int ProcessId { get; init; }

    /// <summary>The thread; the process's own number for its first.</summary>
    public required int ThreadId { get; init; }

    /// <summary>The call as section 2 of the manual names it: <c>socket</c>, <c>accept4</c>, <c>recvfrom</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The descriptor the call is about; -1 for calls about several or about none yet.</summary>
    public int Descriptor { get; init; } = -1;

    /// <summary>The arguments as one would write them in C: <c>AF_INET, SOCK_STREAM, IPPROTO_TCP</c>. Payload is never among them unless the recording was asked for it.</summary>
    public string Arguments { get; init; } = "";

    /// <summary>What the call returned when it did not fail; -1 when it failed; null when the program ended inside it.</summary>
    public required long? Result { get; init; }

    /// <summary>The error number of a failed call, else 0.</summary>
    public int Errno { get; init; }

    /// <summary>From entry to return; zero when it was not measured.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The call may wait: no O_NONBLOCK and no MSG_DONTWAIT. Null when that is not known.</summary>
    public bool? MayBlock { get; init; }

    /// <summary>Bytes the caller offered or made room for; null for calls that move none.</summary>
    public long? Asked { get; init; }

    /// <summary>Flags of the call: MSG_*, SOCK_*, of shutdown how, of listen the backlog.</summary>
    public long Flags { get; init; }

    /// <summary>The address given or told: of bind, connect, sendto, accept, recvfrom.</summary>
    public SocketEnd? Address { get; init; }

    /// <summary>Level, name and value of setsockopt. A time is told in microseconds; SO_LINGER by its seconds, -1 when it is off.</summary>
    public (int Level, int Name, long Value)? Option { get; init; }

    /// <summary>The descriptor that came to be: of socket, accept, dup; -1 for none.</summary>
    public int Made { get; init; } = -1;

    /// <summary>The number of the socket that came to be by accept or socketpair; else 0.</summary>
    public int MadeSocket { get; init; }
}
