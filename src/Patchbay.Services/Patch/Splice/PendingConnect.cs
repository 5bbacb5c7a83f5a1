using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>A connect(2) that goes on in the kernel. Asked of our own epoll: a socket that System.Net.Sockets connected stays in its epoll, and would wake its thread at every byte.</summary>
internal sealed class PendingConnect(EpollThread thread, Socket socket, ReadOnlyMemory<byte> address) : IEpollTarget
{
    readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly int _descriptor = (int)socket.Handle;
    ulong _number;
    bool _watches;

    /// <summary>0 when connected, else minus the errno. When it completes, the descriptor is watched no more.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        thread.Post(static pending => ((PendingConnect)pending).Start(), this);
        using var registration = cancellationToken.UnsafeRegister(static pending => ((PendingConnect)pending!).Cancel(), this);
        var result = await _done.Task;
        cancellationToken.ThrowIfCancellationRequested();
        return result;
    }

    void Cancel() => thread.Post(static pending => ((PendingConnect)pending).OnStopping(), this);

    void Start()
    {
        var result = thread.Watch(_descriptor, this, tag: 0, room: true, out _number);
        _watches = result == 0;
        if (result < 0)
        {
            End(result);
        }
    }

    void IEpollTarget.OnReady(int tag, EpollEvents events)
    {
        var result = StreamCalls.Connect(_descriptor, address.Span);
        if (result is not (-Errno.EALREADY or -Errno.EINPROGRESS or -Errno.EINTR))
        {
            End(result);
        }
    }

    void IEpollTarget.OnTurn()
    {
    }

    void IEpollTarget.OnTime(int tag)
    {
    }

    public void OnStopping() => End(-Errno.ECANCELED);

    void End(int result)
    {
        if (_watches)
        {
            _watches = false;
            thread.Unwatch(_descriptor, _number);
        }

        _done.TrySetResult(result);
    }
}
