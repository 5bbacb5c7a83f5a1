using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Everything that was recorded of one socket, in order.</summary>
public sealed class CaseSocket
{
    // The header of a TLS record; OpenSSL and those after it read it alone (RFC 8446 section 5.1).
    const int TlsHeader = 5;

    readonly List<CallEvent> _calls = [];
    readonly List<GaugeEvent> _gauges = [];
    readonly List<StateEvent> _states = [];

    internal CaseSocket(int number) => Number = number;

    /// <summary>Its number in the recording.</summary>
    public int Number { get; }

    /// <summary>IPv4, IPv6, Unix …</summary>
    public AddressFamily Family { get; private set; }

    /// <summary>Stream, datagram …</summary>
    public SocketType Type { get; private set; }

    /// <summary>The local end, as last told.</summary>
    public SocketEnd? Local { get; private set; }

    /// <summary>The remote end, as last told.</summary>
    public SocketEnd? Remote { get; private set; }

    /// <summary>The name of a Unix socket.</summary>
    public string? Path { get; private set; }

    /// <summary>The socket at the other end where that is recorded too, else null.</summary>
    public CaseSocket? Peer { get; internal set; }

    /// <summary>The process that made or first used it.</summary>
    public int ProcessId { get; internal set; }

    /// <summary>When it came to be known.</summary>
    public TimeSpan Since { get; private set; } = TimeSpan.MaxValue;

    /// <summary>The calls on it.</summary>
    public IReadOnlyList<CallEvent> Calls => _calls;

    /// <summary>How full its buffers were.</summary>
    public IReadOnlyList<GaugeEvent> Gauges => _gauges;

    /// <summary>Its states.</summary>
    public IReadOnlyList<StateEvent> States => _states;

    internal int PeerNumber { get; private set; }

    /// <summary>A stream: TCP or Unix.</summary>
    public bool IsStream => Type == SocketType.Stream;

    /// <summary>TCP.</summary>
    public bool IsTcp => IsStream && IsInet;

    /// <summary>UDP.</summary>
    public bool IsUdp => Type == SocketType.Dgram && IsInet;

    /// <summary>Listens, or did.</summary>
    public bool IsListener => _calls.Exists(static call => call is { Name: "listen", Result: 0 } || CallRole.IsAccept(call.Name)) || _gauges.Exists(static gauge => gauge.State == TcpState.Listen);

    /// <summary>The calls that took bytes in: those that returned at least one.</summary>
    public IEnumerable<CallEvent> Reads => _calls.Where(static call => CallRole.IsRead(call) && call.Result > 0);

    /// <summary>The calls that gave bytes out.</summary>
    public IEnumerable<CallEvent> Writes => _calls.Where(static call => CallRole.IsWrite(call.Name) && call.Result > 0);

    /// <summary>The call after which the program has no end of it any more, as far as was seen.</summary>
    public CallEvent? Close => _calls.FindLast(static call => call.Name == "close");

    /// <summary>Reads as TLS is read: what is left unread at the end is the protocol's own.</summary>
    public bool LooksLikeTls => _calls.Count(static call => CallRole.IsRead(call) && call.Asked == TlsHeader) >= 2;

    bool IsInet => Family is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;

    /// <summary>The last value that setsockopt(2) gave an option; null when it was not set.</summary>
    public long? Option(int level, int name) => _calls.FindLast(call => call is { Name: "setsockopt", Result: 0, Option: { } option } && option.Level == level && option.Name == name)?.Option?.Value;

    /// <summary>As in addresses: <c>127.0.0.1:80 to 127.0.0.1:50320</c>.</summary>
    public override string ToString() =>
        Path is { } path ? $"unix:{path}" : Remote is { Port: > 0 } remote ? $"{Local?.ToString() ?? "?"} to {remote}" : Local?.ToString() ?? $"socket {Number}";

    /// <summary>How full it was at a moment, as last told; null before the first time.</summary>
    public GaugeEvent? GaugeAt(TimeSpan at) => _gauges.FindLast(gauge => gauge.At <= at);

    /// <summary>Bytes received and not read at a moment; the table counts a FIN that waits as one, ioctl(2) does not.</summary>
    public long UnreadAt(TimeSpan at) => GaugeAt(at) is { } gauge ? gauge.Unread - (gauge is { Source: LifeSource.Table, State: TcpState.CloseWait } ? 1 : 0) : 0;

    internal void Add(LifeEvent seen)
    {
        Since = seen.At < Since ? seen.At : Since;
        switch (seen)
        {
            case CallEvent call:
                ProcessId = ProcessId == 0 ? call.ProcessId : ProcessId;
                _calls.Add(call);
                break;
            case GaugeEvent gauge:
                _gauges.Add(gauge);
                break;
            case StateEvent state:
                _states.Add(state);
                break;
            case SocketNamedEvent named:
                Name(named);
                break;
        }
    }

    void Name(SocketNamedEvent named)
    {
        Family = named.Family != default ? named.Family : Family;
        Type = named.Type != default ? named.Type : Type;
        Local = named.Local ?? Local;
        Remote = named.Remote ?? Remote;
        Path = named.Path ?? Path;
        PeerNumber = named.Peer != 0 ? named.Peer : PeerNumber;
    }
}
