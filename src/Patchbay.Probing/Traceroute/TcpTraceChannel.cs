using System.Net;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>
/// Attempts to connect, one at a time, from one port to one port: the kernel lets no second one be of the same addresses and ports. With IP_RECVERR a socket in SYN_SENT tells which
/// router's clock ran out, without any right (Linux 5.8, commit 45af29ca761c).
/// </summary>
sealed class TcpTraceChannel(IPAddress target, ushort port) : ITraceChannel
{
    const int AF_INET = 2;
    const int AF_INET6 = 10;
    const int SOCK_STREAM = 1;
    const int SOL_SOCKET = 1;
    const int SO_REUSEADDR = 2;
    const int SO_ERROR = 4;

    readonly bool _isIpv6 = target.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
    int _descriptor = -1;
    int _probe;
    int _source;
    TraceArrival? _arrived;

    public string Means => "TCP";

    public int Send(int hop, int probe)
    {
        Close();
        _probe = probe;
        _descriptor = PlainSocketCalls.Socket(_isIpv6 ? AF_INET6 : AF_INET, SOCK_STREAM, blocking: false);
        if (_descriptor < 0)
        {
            return _descriptor;
        }

        _ = SocketCalls.SetTimeToLive(_descriptor, _isIpv6, hop);
        _ = SocketErrorQueue.Enable(_descriptor, _isIpv6);

        // The first attempt takes a port, those that follow take it again; when somebody has it meanwhile, another.
        _ = SocketCalls.SetOption(_descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
        _ = SocketCalls.SetAbortOnClose(_descriptor);
        if (_source != 0 && PlainSocketCalls.Bind(_descriptor, new IPEndPoint(_isIpv6 ? IPAddress.IPv6Any : IPAddress.Any, _source)) < 0)
        {
            _source = 0;
        }

        var result = PlainSocketCalls.Connect(_descriptor, new IPEndPoint(target, port));
        if (_source == 0)
        {
            _source = (PlainSocketCalls.LocalEnd(_descriptor) as IPEndPoint)?.Port ?? 0;
        }

        if (result is 0 or -Errno.EINPROGRESS)
        {
            Look(result == 0);
            return 0;
        }

        // On loopback the answer is there at once.
        return result == -Errno.ECONNREFUSED && Refused() ? 0 : result;
    }

    public void Wait(int milliseconds)
    {
        if (_descriptor < 0 || _arrived is not null)
        {
            // Nothing is under way: the wait is for the time of the next probe.
            if (_arrived is null)
            {
                Thread.Sleep(milliseconds);
            }

            return;
        }

        if (PlainSocketCalls.Poll(_descriptor, PollEvents.Out, milliseconds) > 0)
        {
            Look(isReady: true);
        }
    }

    public bool TryRead(TraceTable table, out TraceArrival arrival)
    {
        var isThere = _arrived is not null;
        arrival = _arrived ?? default;
        _arrived = null;
        return isThere;
    }

    public void Dispose() => Close();

    void Look(bool isReady)
    {
        if (!isReady)
        {
            return;
        }

        if (SocketErrorQueue.TryRead(_descriptor, out var report) && report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
        {
            Arrive(TraceReplies.Of(target, TraceMethod.Tcp, report.Offender, report.Type, report.Code));
        }
        else if (KernelSocket.TryGetOption(_descriptor, SOL_SOCKET, SO_ERROR, out var error) && error is 0 or Errno.ECONNREFUSED or Errno.ECONNRESET)
        {
            // A socket that met itself (both ends the same port of loopback) found nobody.
            var isSelf = error == 0 && PlainSocketCalls.LocalEnd(_descriptor) is { } local && local.Equals(PlainSocketCalls.RemoteEnd(_descriptor));
            Arrive(new TraceReply(error == 0 && !isSelf ? TraceReplyKind.Reached : TraceReplyKind.Refused, target));
        }
        else
        {
            // The kernel gave up by itself: no answer.
            Close();
        }
    }

    bool Refused()
    {
        Arrive(new TraceReply(TraceReplyKind.Refused, target));
        return true;
    }

    void Arrive(TraceReply reply)
    {
        _arrived = new TraceArrival(_probe, reply, ScanClock.Now);
        Close();
    }

    void Close()
    {
        if (_descriptor >= 0)
        {
            _ = SocketCalls.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
