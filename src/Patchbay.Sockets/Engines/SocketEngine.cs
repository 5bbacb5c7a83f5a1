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
            EngineKind.Sockets => new SocketsEngine(options, "engine: sockets (asked for)"),
            EngineKind.Auto => new SocketsEngine(options, "engine: sockets (the io_uring engine is not part of this build)"),
            _ => throw new EngineUnavailableException("The io_uring engine is not part of this build."),
        };
    }
}
