namespace Patchbay.Sockets;

/// <summary>What has passed through a connection so far. Safe to read from any thread; the values are a moment old at most.</summary>
public interface IConnectionCountersFeature
{
    /// <summary>Bytes taken from the kernel.</summary>
    long BytesReceived { get; }

    /// <summary>Bytes the kernel accepted from us. The peer may not have acknowledged them yet: see <see cref="ITcpInfoFeature"/>.</summary>
    long BytesSent { get; }

    /// <summary>Bytes received that the application has neither consumed nor examined yet: bounded by <see cref="SocketEngineOptions.MaxReadBufferSize"/> plus what a receive takes until it is stopped (1 MiB on a ring).</summary>
    long BytesUnread { get; }

    /// <summary>Bytes flushed by the application but not accepted by the kernel yet: bounded by <see cref="SocketEngineOptions.MaxWriteBufferSize"/> plus one flush.</summary>
    long BytesUnsent { get; }
}
