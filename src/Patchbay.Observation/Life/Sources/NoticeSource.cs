using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>The last words of TCP sockets that end, by the kernel's notices. Needs no rights.</summary>
sealed class NoticeSource(LifeClock clock) : IHostSource
{
    readonly SocketNotices _notices = new();

    public LifeSource Source => LifeSource.Notices;

    public long Losses => _notices.Losses;

    public void Run(Action<HostSighting> saw)
    {
        while (_notices.Read(out var notice))
        {
            if (notice.Family is not (InetDiagQuery.IPv4 or InetDiagQuery.IPv6))
            {
                continue;
            }

            var (local, remote) = (new SocketEnd(HostAddress.Read(notice.LocalAddress), notice.LocalPort), new SocketEnd(HostAddress.Read(notice.RemoteAddress), notice.RemotePort));
            var now = clock.Now;
            var attributes = notice.Attributes;
            while (attributes.MoveNext())
            {
                if (attributes.Type == InetDiagAttribute.Info)
                {
                    var details = TcpDetails.Read(attributes.Value);
                    saw(new HostSighting(
                        new GaugeEvent { At = now, Retransmits = details.TotalRetransmits, RoundTrip = TimeSpan.FromMicroseconds(details.RoundTrip), Source = Source }, local, remote, notice.Cookie));
                }
            }

            saw(new HostSighting(new StateEvent { At = now, To = TcpState.Closed, Source = Source }, local, remote, notice.Cookie));
        }
    }

    public void Stop() => _notices.Stop();

    public void Dispose() => _notices.Dispose();
}
