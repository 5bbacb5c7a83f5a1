namespace Patchbay.Sockets;

/// <summary>
/// While somebody listens to events: makes a system call and its event one step of the socket. Without it the peer's answer to a call can be told before
/// the call, because another thread receives it.
/// </summary>
internal readonly ref struct EventOrder
{
    readonly object? _gate;

    /// <param name="socket">The object that events of the socket are published under.</param>
    public EventOrder(object socket)
    {
        if (SocketEvents.IsEnabled)
        {
            _gate = socket;
            Monitor.Enter(socket);
        }
    }

    public void Dispose()
    {
        if (_gate is not null)
        {
            Monitor.Exit(_gate);
        }
    }
}
