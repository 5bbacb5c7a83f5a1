using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>Makes connections as a client.</summary>
internal static class SocketsConnector
{
    public static ValueTask<ConnectionContext> ConnectAsync(IConnectionMaker maker, EndPoint endPoint, CancellationToken cancellationToken) => endPoint switch
    {
        DnsEndPoint => HappyEyeballs.ConnectAsync(endPoint, (address, token) => ConnectOneAsync(maker, address, token), ConnectOptions.Engine, cancellationToken),
        IPEndPoint or UnixDomainSocketEndPoint => ConnectOneAsync(maker, endPoint, cancellationToken),
        _ => throw new NotSupportedException($"A connection takes an IPEndPoint, a DnsEndPoint or a UnixDomainSocketEndPoint, not {endPoint.GetType().Name}."),
    };

    static async ValueTask<ConnectionContext> ConnectOneAsync(IConnectionMaker maker, EndPoint endPoint, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        var isTcp = endPoint is IPEndPoint;
        Attempt? attempt = null;
        try
        {
            attempt = new Attempt(endPoint, isTcp);
            await attempt.RunAsync(maker, cancellationToken);
            return maker.Connected(attempt.Socket, attempt.SocketId, Stopwatch.GetElapsedTime(start));
        }
        catch (SocketException error)
        {
            var errno = ConnectFailure.ErrnoOf(error, endPoint);
            SocketMetrics.ConnectFailed(EngineKind.Sockets, isTcp, errno);
            attempt?.Fail(errno, error.Message, Stopwatch.GetElapsedTime(start));
            throw ConnectFailure.From(endPoint, error, Stopwatch.GetElapsedTime(start));
        }
        catch
        {
            attempt?.Fail(Errno.ECANCELED, "The caller stopped waiting.", Stopwatch.GetElapsedTime(start));
            throw;
        }
    }

    /// <summary>One socket on its way to one address, and the events of it.</summary>
    sealed class Attempt
    {
        readonly EndPoint _endPoint;
        readonly bool _isTcp;

        public Attempt(EndPoint endPoint, bool isTcp)
        {
            _endPoint = endPoint;
            _isTcp = isTcp;
            Socket = new Socket(endPoint.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
            Publish(SocketStep.Created);
        }

        public Socket Socket { get; }

        public long SocketId { get; } = SocketEvents.IsEnabled ? SocketEvents.NextSocketId() : 0;

        public async ValueTask RunAsync(IConnectionMaker maker, CancellationToken cancellationToken)
        {
            var options = maker.Options;
            if (_isTcp && options.NoDelay)
            {
                Socket.NoDelay = true;
            }

            Publish(SocketStep.Connecting);
            var retry = default(TransientRetry);
            while (options.Faults?.Errno(FaultPoint.Connect) is { } errno and not 0)
            {
                if (!retry.Allows(errno))
                {
                    throw SocketErrors.ToException(errno);
                }

                await retry.PauseAsync(cancellationToken);
            }

            await maker.ConnectAsync(Socket, _endPoint, cancellationToken);
        }

        public void Fail(int errno, string reason, TimeSpan elapsed)
        {
            Publish(SocketStep.ConnectFailed, errno, reason, elapsed);
            Socket.Dispose();
            Publish(SocketStep.Closed);
        }

        void Publish(SocketStep step, int errno = 0, string? note = null, TimeSpan duration = default)
        {
            if (SocketEvents.IsEnabled && SocketId != 0)
            {
                var tuple = new FiveTuple(_isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified, null, step == SocketStep.Created ? null : _endPoint);
                SocketEvents.Publish(new SocketEvent(step, Stopwatch.GetTimestamp(), SocketId, SocketsConnection.DescriptorOf(Socket), tuple)
                {
                    Errno = errno,
                    Note = note,
                    Duration = duration,
                });
            }
        }
    }
}
