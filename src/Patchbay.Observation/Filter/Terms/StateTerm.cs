using Patchbay.Linux.Netlink;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary><c>state established</c>.</summary>
/// <param name="States">A bit for each <see cref="TcpState"/>.</param>
sealed record StateTerm(uint States) : FilterTerm
{
    // A bit for each state, as the words of ss name them.
    const uint All12 = 0xFFE;
    const uint Connected = All12 & ~((1u << (int)TcpState.Listen) | (1u << (int)TcpState.Closed));
    const uint Bucket = (1u << (int)TcpState.SynReceived) | (1u << (int)TcpState.TimeWait);

    /// <summary>The words of ss(8), with the shorter ones of its table.</summary>
    public static IReadOnlyDictionary<string, uint> Words { get; } = new Dictionary<string, uint>(StringComparer.OrdinalIgnoreCase)
    {
        ["established"] = 1u << (int)TcpState.Established,
        ["estab"] = 1u << (int)TcpState.Established,
        ["syn-sent"] = 1u << (int)TcpState.SynSent,
        ["syn-recv"] = 1u << (int)TcpState.SynReceived,
        ["fin-wait-1"] = 1u << (int)TcpState.FinWait1,
        ["fin-wait-2"] = 1u << (int)TcpState.FinWait2,
        ["time-wait"] = 1u << (int)TcpState.TimeWait,
        ["closed"] = 1u << (int)TcpState.Closed,
        ["unconn"] = 1u << (int)TcpState.Closed,
        ["unconnected"] = 1u << (int)TcpState.Closed,
        ["close-wait"] = 1u << (int)TcpState.CloseWait,
        ["last-ack"] = 1u << (int)TcpState.LastAck,
        ["listen"] = 1u << (int)TcpState.Listen,
        ["listening"] = 1u << (int)TcpState.Listen,
        ["closing"] = 1u << (int)TcpState.Closing,
        ["all"] = All12,
        ["connected"] = Connected,
        ["synchronized"] = Connected & ~(1u << (int)TcpState.SynSent),
        ["bucket"] = Bucket,
        ["big"] = All12 & ~Bucket,
    };

    // The kernel takes states beside its filter, not in it.
    public override bool IsExact => false;

    public override bool Matches(SocketRow row) => Has(row.State);

    public override bool? Foresee(SocketKind kind, TcpState state) => Has(state);

    public override InetDiagBytecode? Compile(bool wanted) => null;

    bool Has(TcpState state) => (States & (1u << (int)state)) != 0;
}
