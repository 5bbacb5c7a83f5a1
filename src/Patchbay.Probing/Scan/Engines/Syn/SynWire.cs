using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>The sockets of a SYN scan, and its key: what is opened once for a run.</summary>
internal sealed class SynWire : IDisposable
{
    SynWire(SourcePorts ports) => (Ports, Cookie) = (ports, SynCookie.WithRandomKey());

    /// <summary>The source ports.</summary>
    public SourcePorts Ports { get; }

    /// <summary>Makes sequence numbers.</summary>
    public SynCookie Cookie { get; }

    /// <summary>Finds our address towards a host.</summary>
    public SourceAddress Sources { get; } = new();

    /// <summary>Wakes when an answer comes.</summary>
    public Epoll Epoll { get; } = new(8);

    /// <summary>Sends IPv4; null when the plan has none.</summary>
    public SynSender? Sender4 { get; private set; }

    /// <summary>Sends IPv6; null when the plan has none.</summary>
    public SynSender? Sender6 { get; private set; }

    /// <summary>Receives both, as far as the plan has them.</summary>
    public List<SynReceiver> Receivers { get; } = [];

    /// <summary>Opens what a plan needs.</summary>
    /// <exception cref="ScanException">A right is missing, or ports or descriptors.</exception>
    public static SynWire Open(ScanPlan plan)
    {
        var withV6 = plan.Hosts.Any(static host => host.Address.AddressFamily == AddressFamily.InterNetworkV6);
        var withV4 = plan.Hosts.Any(static host => host.Address.AddressFamily == AddressFamily.InterNetwork);
        var wire = new SynWire(SourcePorts.Reserve(withV4, withV6));
        try
        {
            if (withV4)
            {
                wire.Receivers.Add(SynReceiver.TryOpen(isV6: false, wire.Ports.First, out var error) ?? throw Refused(error));
                wire.Sender4 = SynSender.TryOpen(isV6: false, out error) ?? throw Refused(error);
            }

            if (withV6)
            {
                wire.Receivers.Add(SynReceiver.TryOpen(isV6: true, wire.Ports.First, out var error) ?? throw Refused(error));
                wire.Sender6 = SynSender.TryOpen(isV6: true, out error) ?? throw Refused(error);
            }

            foreach (var receiver in wire.Receivers)
            {
                _ = wire.Epoll.Add(receiver.Descriptor, EpollEvents.In, 0);
            }

            return wire;
        }
        catch
        {
            wire.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Receivers.ForEach(static receiver => receiver.Dispose());
        Sender4?.Dispose();
        Sender6?.Dispose();
        Sources.Dispose();
        Epoll.Dispose();
        Ports.Dispose();
    }

    static ScanException Refused(int error) => -error is Errno.EPERM or Errno.EACCES
        ? new ScanException("A SYN scan needs a raw socket, and this process may not open one", ScanFailure.Denied, "Run it as root or with CAP_NET_RAW; a connect scan (--method connect) needs no right.")
        : new ScanException($"A raw socket for the SYN scan could not be opened: {Errno.Describe(-error)}", ScanFailure.System);
}
