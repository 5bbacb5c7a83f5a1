namespace Patchbay.Sockets;

/// <summary>Which kernel socket a connection is. Available on every engine of ours.</summary>
public interface ISocketIdentityFeature
{
    /// <summary>The descriptor number in this process, or -1 where the platform has none or the socket is closed.</summary>
    int Descriptor { get; }

    /// <summary>SO_COOKIE: unique in the network namespace for the life of the machine, stable over dup(2) and fork(2). 0 where the platform has none.</summary>
    ulong Cookie { get; }

    /// <summary>Protocol, local end, remote end. Read from the kernel on first use.</summary>
    FiveTuple Tuple { get; }
}
