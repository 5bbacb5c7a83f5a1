using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Patchbay.Linux;
using Patchbay.Linux.IoUring;

namespace Patchbay.Sockets;

/// <summary>One connect(2) on a ring. Owns the descriptor until it hands it to a connection.</summary>
internal sealed class UringConnector : IRingTarget
{
    readonly UringEngine _engine;
    readonly RingThread _ring;
    readonly EndPoint _endPoint;
    readonly bool _isTcp;
    readonly long _socketId = SocketEvents.NextSocketId();
    readonly long _start = Stopwatch.GetTimestamp();
    readonly byte[] _address;
    readonly int _addressLength;
    readonly TaskCompletionSource<UringConnection> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _descriptor, _slot, _errno;
    TransientRetry _retry;
    bool _started, _cancelled, _pausing, _done;

    UringConnector(UringEngine engine, RingThread ring, EndPoint endPoint)
    {
        _engine = engine;
        _ring = ring;
        _endPoint = endPoint;
        _isTcp = endPoint is IPEndPoint;
        var address = endPoint.Serialize();
        _addressLength = address.Size;

        // Pinned: the kernel reads it until the connect completes.
        _address = GC.AllocateUninitializedArray<byte>(_addressLength, pinned: true);
        address.Buffer.Span[.._addressLength].CopyTo(_address);
    }

    /// <summary>Connects. Cancelling closes the socket.</summary>
    /// <exception cref="ConnectException">The connection was not made.</exception>
    public static async ValueTask<UringConnection> ConnectAsync(UringEngine engine, EndPoint endPoint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connector = new UringConnector(engine, engine.NextRing(), endPoint);
        connector.Open();
        using (cancellationToken.UnsafeRegister(static connector => ((UringConnector)connector!).Cancel(), connector))
        {
            try
            {
                return await connector._result.Task;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    void Open()
    {
        var type = _isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified;
        var family = _endPoint.AddressFamily switch
        {
            AddressFamily.InterNetwork => 2,
            AddressFamily.InterNetworkV6 => 10,
            _ => 1,
        };
        var descriptor = SocketCalls.Socket(family, type: 1, (int)type);
        if (descriptor < 0)
        {
            throw Failure(-descriptor);
        }

        _descriptor = descriptor;
        if (_isTcp && _engine.Options.NoDelay)
        {
            _ = SocketCalls.SetOption(descriptor, level: 6, name: 1, value: 1);
        }

        Publish(SocketStep.Created, 0);
        _ring.Run(static connector => ((UringConnector)connector).StartOnRing(), this);
    }

    void StartOnRing()
    {
        _slot = _ring.Add(this);
        _started = true;
        if (_cancelled || _ring.IsStopping)
        {
            _cancelled = true;
            ((IRingTarget)this).OnQuiescent();
            return;
        }

        Publish(SocketStep.Connecting, 0);
        Connect();
    }

    unsafe void Connect() =>
        _ring.Connect(_slot, _descriptor, (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_address, 0), _addressLength);

    void Cancel() => _ring.Run(
        static state =>
        {
            var connector = (UringConnector)state;
            connector._cancelled = true;
            if (connector._started && !connector._done && connector._ring.Outstanding(connector._slot) > 0)
            {
                connector._ring.Cancel(connector._slot, RingOp.Connect);
            }
        },
        this);

    void IRingTarget.OnCompletion(RingOp op, in CompletionEntry completion)
    {
        if (op != RingOp.Connect)
        {
            return;
        }

        _errno = -completion.Result;
        if (!_cancelled && _errno != 0 && IsWorthRepeating(_errno))
        {
            // Until the pause is over this target must not look finished.
            _pausing = true;
            _ = ConnectAgainAsync();
        }
    }

    bool IsWorthRepeating(int errno) => !(errno == Errno.EAGAIN && !_isTcp) && _retry.Allows(errno);

    async Task ConnectAgainAsync()
    {
        await _retry.PauseAsync();
        _ring.Run(
            static state =>
            {
                var connector = (UringConnector)state;
                connector._pausing = false;
                if (connector._cancelled)
                {
                    ((IRingTarget)connector).OnQuiescent();
                }
                else
                {
                    connector.Connect();
                }
            },
            this);
    }

    void IRingTarget.OnQuiescent()
    {
        if (_done || _pausing)
        {
            return;
        }

        _done = true;
        _ring.Remove(_slot);
        if (_errno == 0 && !_cancelled)
        {
            var connection = new UringConnection(_ring, _descriptor, _isTcp, halfClose: true, _socketId) { RemoteEndPoint = _endPoint };
            connection.NoteConnected(Stopwatch.GetElapsedTime(_start));
            connection.Start();
            _result.TrySetResult(connection);
            return;
        }

        if (!_cancelled)
        {
            SocketMetrics.ConnectFailed(_engine.Kind, _isTcp, _errno);
            Publish(SocketStep.ConnectFailed, _errno);
        }

        _ = SocketCalls.Close(_descriptor);
        Publish(SocketStep.Closed, 0);
        if (_cancelled)
        {
            _result.TrySetException(new OperationCanceledException());
        }
        else
        {
            _result.TrySetException(Failure(_errno));
        }
    }

    void IRingTarget.OnRingStopping() => Cancel();

    ConnectException Failure(int errno) => ConnectFailure.FromLinuxErrno(_endPoint, errno, Stopwatch.GetElapsedTime(_start));

    void Publish(SocketStep step, int errno)
    {
        if (SocketEvents.IsEnabled)
        {
            var tuple = new FiveTuple(_isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, null, _endPoint);
            SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), _socketId, _descriptor, tuple) { Errno = errno, Duration = step == SocketStep.ConnectFailed ? Stopwatch.GetElapsedTime(_start) : default });
        }
    }
}
