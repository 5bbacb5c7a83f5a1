namespace Patchbay.Sockets;

/// <summary>Makes engines.</summary>
public static class SocketEngine
{
    /// <summary>
    /// Creates the engine asked for. <see cref="EngineKind.Auto"/> sends a byte through a real ring and takes io_uring only when it arrives; its
    /// <see cref="ISocketEngine.Description"/> says what was taken and why.
    /// </summary>
    /// <param name="kind">Which engine.</param>
    /// <param name="options">Null for the defaults. Copied.</param>
    /// <exception cref="EngineUnavailableException">A ring was asked for by name and cannot run here.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static ISocketEngine Create(EngineKind kind = EngineKind.Auto, SocketEngineOptions? options = null)
    {
        options = (options ?? new SocketEngineOptions()).Clone();
        options.Validate();
        return kind switch
        {
            EngineKind.Sockets => new SocketsEngine(options, "engine: sockets"),
            EngineKind.Auto => CreateBest(options),
            _ => CreateRing(kind, options, out var reason) ?? throw new EngineUnavailableException($"The {Name(kind)} engine cannot run: {reason}."),
        };
    }

    static ISocketEngine CreateBest(SocketEngineOptions options) =>
        CreateRing(EngineKind.Uring, options, out var reason) ?? (ISocketEngine)new SocketsEngine(options, $"engine: sockets ({reason})");

    static UringEngine? CreateRing(EngineKind kind, SocketEngineOptions options, out string reason)
    {
        if (!UringProbe.Works(out reason))
        {
            return null;
        }

        var engine = UringEngine.TryCreate(kind, options, out var errno);
        reason = UringProbe.Reason(errno);
        return engine;
    }

    static string Name(EngineKind kind) => kind == EngineKind.UringPinned ? "uring-pinned" : "uring";
}
