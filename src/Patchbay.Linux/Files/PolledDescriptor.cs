namespace Patchbay.Linux;

/// <summary>A descriptor whose readiness can be awaited, in one direction and by one waiter at a time. Closes the descriptor.</summary>
public sealed class PolledDescriptor : IDisposable
{
    readonly EpollEvents _events;
    readonly ulong _id;
    readonly Lock _lock = new();
    TaskCompletionSource? _waiter;
    bool _isClosed;

    /// <summary>Takes over a descriptor.</summary>
    /// <param name="number">An open descriptor; for bytes with O_NONBLOCK.</param>
    /// <param name="forOutput">Wait until it can be written, else until it can be read.</param>
    /// <exception cref="IOException">The kernel does not watch it. It stays open.</exception>
    public PolledDescriptor(int number, bool forOutput)
    {
        Number = number;
        _events = forOutput ? EpollEvents.Out : EpollEvents.In;
        _id = DescriptorPoller.Add(this);
    }

    /// <summary>The descriptor.</summary>
    public int Number { get; }

    /// <summary>Waits until a read or write would not block, or the descriptor has an error or a hang-up.</summary>
    /// <exception cref="ObjectDisposedException">It is closed, also meanwhile.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken = default)
    {
        if (_id == 0)
        {
            return;
        }

        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiter = waiter;
            DescriptorPoller.Arm(Number, _id, _events);
        }

        await waiter.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Keeps it from being closed, and its number from becoming another file's, until the scope ends. For calls that do not wait.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    internal Lock.Scope Hold()
    {
        var scope = _lock.EnterScope();
        if (_isClosed)
        {
            scope.Dispose();
            throw new ObjectDisposedException(nameof(PolledDescriptor));
        }

        return scope;
    }

    /// <summary>The descriptor is ready.</summary>
    internal void Signal()
    {
        lock (_lock)
        {
            _waiter?.TrySetResult();
            _waiter = null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _waiter?.TrySetException(new ObjectDisposedException(nameof(PolledDescriptor)));
            _waiter = null;
            if (_id != 0)
            {
                DescriptorPoller.Remove(Number, _id);
            }

            _ = SocketCalls.Close(Number);
        }
    }
}
