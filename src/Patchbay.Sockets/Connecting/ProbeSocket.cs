using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Sockets;

/// <summary>One socket of a probe: connects, tells, closes.</summary>
internal static class ProbeSocket
{
    /// <summary>Never throws for what the network does; cancelling makes the outcome <see cref="ConnectOutcome.Cancelled"/>.</summary>
    public static async Task<ConnectAttempt> ConnectAsync(EndPoint target, TimeProvider time, TimeSpan started, CancellationToken stop)
    {
        var begin = time.GetTimestamp();
        ConnectAttempt End(SocketError error, int errno = 0, EndPoint? local = null, IcmpError? icmp = null, bool self = false)
        {
            var outcome = ConnectClassifier.Classify(error, errno, icmp);
            return new ConnectAttempt(target, local, outcome, started, time.GetElapsedTime(begin), error, errno, Reporter(outcome, target, local, icmp), icmp, self);
        }

        Socket? socket = null;
        try
        {
            socket = Open(target);
            var listensToErrors = OperatingSystem.IsLinux() && SocketErrorQueue.TryEnable(socket);
            try
            {
                await socket.ConnectAsync(target, stop);
            }
            catch (SocketException error)
            {
                var local = LocalEndPoint(socket);
                var icmp = listensToErrors ? ReadIcmp(socket) : null;
                return End(error.SocketErrorCode, ConnectFailure.ErrnoOf(error, target), local, icmp);
            }

            var connected = LocalEndPoint(socket);
            return target is IPEndPoint && target.Equals(connected)
                ? End(SocketError.ConnectionRefused, local: connected, self: true)
                : End(SocketError.Success, local: connected);
        }
        catch (SocketException error)
        {
            // No socket of this family, or no descriptor left.
            return End(error.SocketErrorCode, ConnectFailure.ErrnoOf(error, target));
        }
        catch (OperationCanceledException)
        {
            return End(SocketError.OperationAborted);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    static Socket Open(EndPoint target) => target is IPEndPoint
        ? new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    static EndPoint? LocalEndPoint(Socket socket)
    {
        if (OperatingSystem.IsLinux() && SocketName.Local(socket.SafeHandle) is { } local)
        {
            return local;
        }

        try
        {
            return socket.LocalEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    static IcmpError? ReadIcmp(Socket socket)
    {
        // Each entry is of this one attempt; a few at most, since the first ends it.
        for (var i = 0; i < 4 && SocketErrorQueue.TryRead(socket.SafeHandle, out var entry); i++)
        {
            if (entry.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
            {
                return new IcmpError(entry.Origin == SocketErrorOrigin.Icmp ? 4 : 6, entry.Type, entry.Code, entry.Offender);
            }
        }

        return null;
    }

    static ConnectReporter Reporter(ConnectOutcome outcome, EndPoint target, EndPoint? local, IcmpError? icmp)
    {
        if (outcome is ConnectOutcome.TimedOut or ConnectOutcome.Cancelled)
        {
            return ConnectReporter.Nobody;
        }

        if (!OperatingSystem.IsLinux())
        {
            return outcome == ConnectOutcome.Open ? ConnectReporter.Target : ConnectReporter.Unknown;
        }

        if (icmp is not null)
        {
            // A stack tells itself by ICMP that nobody answered ARP: then the reporter is our own address.
            return icmp.Reporter is null ? ConnectReporter.Unknown
                : icmp.Reporter.Equals((local as IPEndPoint)?.Address) ? ConnectReporter.ThisMachine
                : icmp.Reporter.Equals((target as IPEndPoint)?.Address) ? ConnectReporter.Target
                : ConnectReporter.Router;
        }

        return target is IPEndPoint && outcome is ConnectOutcome.Open or ConnectOutcome.Refused ? ConnectReporter.Target : ConnectReporter.ThisMachine;
    }
}
