using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Patchbay.Sockets;

namespace Patchbay.Services.Patch;

/// <summary>A listening socket of datagrams, taken apart by peer: the first message of a peer begins its session.</summary>
sealed class SharedDatagramSocket : IAsyncDisposable
{
    const int MostAtOnce = 16, LargestMessage = 65_535;

    // Stands for every Unix sender without a name.
    static readonly EndPoint Nameless = new IPEndPoint(IPAddress.None, 0);

    readonly DatagramSocket _socket;
    readonly Func<EndPoint?, DatagramSession?> _begin;
    readonly ConcurrentDictionary<EndPoint, DatagramSession> _sessions = new();
    readonly DatagramBatch _received = new(MostAtOnce, LargestMessage);
    readonly DatagramBatch _sending = new(1, LargestMessage);
    readonly SemaphoreSlim _sender = new(1);
    readonly CancellationTokenSource _stopped = new();
    readonly Task _receiving;
    long _dropped;
    volatile bool _isStopped;

    /// <summary>Begins to receive.</summary>
    /// <param name="socket">Owned.</param>
    /// <param name="begin">Makes the session of a peer that speaks for the first time; null when there is no room for it.</param>
    public SharedDatagramSocket(DatagramSocket socket, Func<SharedDatagramSocket, EndPoint?, DatagramSession?> begin)
    {
        (_socket, _begin) = (socket, peer => begin(this, peer));
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Where it really receives.</summary>
    public EndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Messages lost because a patch was slow, or there was no room for another; those the kernel dropped included.</summary>
    public long Dropped => Volatile.Read(ref _dropped) + _socket.Dropped;

    /// <summary>Sends one message.</summary>
    public async ValueTask SendAsync(ReadOnlySequence<byte> bytes, EndPoint peer, CancellationToken cancellationToken)
    {
        await _sender.WaitAsync(cancellationToken);
        try
        {
            Messages.Add(_sending, bytes, peer);
            await _socket.SendAsync(_sending, cancellationToken);
        }
        finally
        {
            _sending.Clear();
            _sender.Release();
        }
    }

    /// <summary>The session is over; its peer may begin another.</summary>
    public void Forget(DatagramSession session) => _sessions.TryRemove(KeyValuePair.Create(session.Remote ?? Nameless, session));

    /// <summary>No new sessions; those that run go on.</summary>
    public void Stop() => _isStopped = true;

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _receiving;
        await _socket.DisposeAsync();
        _sender.Dispose();
        _stopped.Dispose();
    }

    async Task ReceiveAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            try
            {
                await _socket.ReceiveAsync(_received, _stopped.Token);
            }
            catch (DatagramException)
            {
                // About a message sent earlier; its peer is silent from now on, and its session ends by that.
                continue;
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            for (var i = 0; i < _received.Count; i++)
            {
                HandOut(i);
            }
        }
    }

    void HandOut(int index)
    {
        var peer = _received.Peer(index);
        var key = peer ?? Nameless;
        if (!_sessions.TryGetValue(key, out var session))
        {
            session = _isStopped ? null : _begin(peer);
            if (session is not null)
            {
                _sessions[key] = session;
                session.Start();
            }
        }

        if (session is null || !session.Take(_received[index].ToArray()))
        {
            Volatile.Write(ref _dropped, _dropped + 1);
        }
    }
}
