using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Probing;

/// <summary>Pings hosts side by side until each has had its requests. For one thread: <see cref="Run"/> waits on it.</summary>
public sealed class PingRun : IDisposable
{
    const int MostEvents = 64;
    const ulong OfStop = ulong.MaxValue;
    const ulong OfEcho = ulong.MaxValue - 1;
    const int UdpRoom = 2048;

    // How long a UDP socket stays open for a late answer, in time-outs; ICMP waits as long as its number is not used again.
    const int TimeoutsOpen = 4;

    // Where the data are filled from: our token, then what ping(8) sends, each byte its own place.
    const int TokenBytes = 8;

    readonly IReadOnlyList<PingHost> _hosts;
    readonly PingOptions _options;
    readonly IPingSink _sink;
    readonly EchoSocket?[] _echoes = new EchoSocket?[2];
    readonly PingProbe?[][] _onWire = [new PingProbe?[1 << 16], new PingProbe?[1 << 16]];
    readonly ushort[] _nextOnWire = new ushort[2];
    readonly Dictionary<int, PingProbe> _open = [];
    readonly PriorityQueue<PingProbe, long> _deadlines = new();
    readonly PriorityQueue<PingProbe, long> _closings = new();
    readonly PriorityQueue<(int Target, long Number), long> _sends = new();
    readonly Epoll _epoll = new(MostEvents);
    readonly EventDescriptor _stop = new();
    readonly byte[] _data;
    readonly byte[] _address = new byte[AddressKey.MostBytes];
    readonly byte[] _payload = new byte[UdpPayloads.MostBytes];
    int _undecided;

    /// <summary>Opens the sockets that the hosts need.</summary>
    /// <param name="hosts">At least one.</param>
    /// <param name="options">How.</param>
    /// <param name="sink">Who is told.</param>
    /// <exception cref="ScanException">An option is out of its range; ICMP is not permitted here; this is not Linux.</exception>
    public PingRun(IReadOnlyList<PingHost> hosts, PingOptions options, IPingSink sink)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("ping is built for Linux only", ScanFailure.Unsupported, "`patchbay connect HOST:PORT` tells how long a connection takes, on every system.");
        }

        (_hosts, _options, _sink) = (hosts, options, sink);
        _data = new byte[options.Size];
        for (var i = 0; i < _data.Length; i++)
        {
            _data[i] = (byte)i;
        }

        if (_data.Length >= TokenBytes)
        {
            RandomNumberGenerator.Fill(_data.AsSpan(0, TokenBytes));
        }

        _epoll.Add(_stop.Descriptor, EpollEvents.In, OfStop);
        try
        {
            foreach (var family in hosts.Where(static host => host.Target.Kind == PingKind.Icmp).Select(static host => FamilyOf(host.Address)).Distinct())
            {
                OpenEcho(family);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>By what ICMP echoes are sent; null when none are.</summary>
    public EchoMeans? Means => (_echoes[0] ?? _echoes[1])?.Means;

    /// <summary>Where raw sockets are used: why no ping socket was opened, as the kernel's number. 0 otherwise.</summary>
    public int WhyNoPingSocket { get; private set; }

    /// <summary>Pings. Returns when every request is decided, or soon after it was stopped: what is not decided then is told by nobody.</summary>
    public void Run(CancellationToken stop)
    {
        using var registration = stop.Register(_stop.Signal);
        var now = ScanClock.Now;
        var interval = ScanClock.Of(_options.Interval);
        for (var i = 0; i < _hosts.Count; i++)
        {
            // Hosts take turns within the interval, so that they do not disturb one another's times.
            _sends.Enqueue((i, 1), now + (interval * i / _hosts.Count));
        }

        while (!stop.IsCancellationRequested && (_sends.Count > 0 || _undecided > 0))
        {
            Wait(ScanClock.Now);
            ReadEchoes();
            now = ScanClock.Now;
            Expire(now);
            while (_sends.TryPeek(out var next, out var at) && at <= now)
            {
                _sends.Dequeue();
                Send(next.Target, next.Number);
                if (_options.Count is not { } count || next.Number < count)
                {
                    // A pause of the machine is not caught up on by a burst.
                    _sends.Enqueue((next.Target, next.Number + 1), Math.Max(at + interval, now - interval));
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var probe in _open.Values)
        {
            probe.Close();
        }

        _open.Clear();
        _echoes[0]?.Dispose();
        _echoes[1]?.Dispose();
        _epoll.Dispose();
        _stop.Dispose();
    }

    static int FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 1 : 0;

    void OpenEcho(int family)
    {
        if (EchoSocket.TryOpen(family == 1, out var errno, _options.Means) is not { } echo)
        {
            throw new ScanException(
                _options.Means == EchoMeans.PingSocket ? "a ping socket is not permitted here" : "ICMP is not permitted here",
                ScanFailure.Denied,
                "It needs a group within net.ipv4.ping_group_range, or CAP_NET_RAW; tcp:HOST:PORT needs no right.");
        }

        WhyNoPingSocket = echo.Means == EchoMeans.Raw ? errno : 0;
        if (_options.TimeToLive is { } hops)
        {
            echo.SetTimeToLive(hops);
        }

        _echoes[family] = echo;
        _epoll.Add(echo.Descriptor, EpollEvents.In | EpollEvents.Error, OfEcho);
    }

    void Wait(long now)
    {
        var until = long.MaxValue;
        if (_sends.TryPeek(out _, out var send))
        {
            until = send;
        }

        if (_deadlines.TryPeek(out _, out var deadline))
        {
            until = Math.Min(until, deadline);
        }

        var events = _epoll.Wait(until == long.MaxValue ? -1 : (int)Math.Clamp((until - now + 999) / 1000, 0, int.MaxValue));
        var woken = ScanClock.Now;
        for (var i = 0; i < events; i++)
        {
            _epoll.Event(i, out var data);
            if (data < OfEcho && _open.TryGetValue((int)data, out var probe))
            {
                Read(probe, woken);
            }
        }
    }

    void Expire(long now)
    {
        while (_deadlines.TryPeek(out var probe, out var at) && at <= now)
        {
            _deadlines.Dequeue();
            if (probe.Outcome is null)
            {
                Decide(probe, new PingEvent(probe.Target, probe.Number, PingOutcome.Lost));
                if (probe.Knock is not null)
                {
                    // The kernel would go on asking.
                    Close(probe);
                }
            }
        }

        while (_closings.TryPeek(out var probe, out var at) && at <= now)
        {
            _closings.Dequeue();
            Close(probe);
        }
    }

    void Close(PingProbe probe)
    {
        _open.Remove(probe.Descriptor);
        probe.Close();
    }

    void Decide(PingProbe probe, PingEvent one)
    {
        if (probe.Outcome is null)
        {
            _undecided--;
        }

        probe.Outcome = one.Outcome;
        _sink.Happened(one);
    }

    void Send(int target, long number)
    {
        var host = _hosts[target];
        var probe = new PingProbe(target, number);
        _undecided++;
        _sink.Sent(target, number);
        probe.SentAt = ScanClock.Now;
        var errno = host.Target.Kind switch
        {
            PingKind.Tcp => Knock(probe, host),
            PingKind.Udp => Ask(probe, host),
            _ => Echo(probe, host),
        };
        if (errno != 0)
        {
            Decide(probe, new PingEvent(target, number, PingOutcome.NotSent) { Errno = errno });
        }
        else if (probe.Outcome is null)
        {
            _deadlines.Enqueue(probe, probe.SentAt + ScanClock.Of(_options.Timeout));
        }
    }

    int Echo(PingProbe probe, PingHost host)
    {
        var family = FamilyOf(host.Address);
        var sequence = ++_nextOnWire[family];
        _onWire[family][sequence] = probe;
        var result = _echoes[family]!.Send(_address.AsSpan(0, KernelSocketAddress.Write(host.Address, 0, _address)), sequence, _data, ReadEchoErrors);
        probe.SentAt = _echoes[family]!.SentAt;
        return -result;
    }

    int Knock(PingProbe probe, PingHost host)
    {
        probe.Knock = TcpKnock.TryBegin(new IPEndPoint(host.Address, host.Target.Port), _options.TimeToLive, out var errno);
        if (probe.Knock is null)
        {
            return errno;
        }

        probe.SentAt = probe.Knock.BegunAt;
        Watch(probe, EpollEvents.Out | EpollEvents.Error);
        if (probe.Knock.IsOver)
        {
            Read(probe, ScanClock.Now);
        }

        return 0;
    }

    int Ask(PingProbe probe, PingHost host)
    {
        const int SOCK_DGRAM = 2;
        probe.Socket = UnconnectedSocket.TryOpen(FamilyOf(host.Address) == 1, SOCK_DGRAM, 0, UdpRoom, out var errno);
        if (probe.Socket is null)
        {
            return errno;
        }

        if (_options.TimeToLive is { } hops)
        {
            probe.Socket.SetTimeToLive(hops);
        }

        var length = UdpPayloads.Write(host.Target.Port, (byte)probe.Number, _payload);
        var result = probe.Socket.Send(_payload.AsSpan(0, length), _address.AsSpan(0, KernelSocketAddress.Write(host.Address, host.Target.Port, _address)), static () => { });
        if (result < 0)
        {
            probe.Close();
            return -result;
        }

        probe.SentAt = probe.Socket.SentAt;
        Watch(probe, EpollEvents.In | EpollEvents.Error);
        _closings.Enqueue(probe, probe.SentAt + (TimeoutsOpen * ScanClock.Of(_options.Timeout)));
        return 0;
    }

    void Watch(PingProbe probe, EpollEvents events)
    {
        _open[probe.Descriptor] = probe;
        _epoll.Add(probe.Descriptor, events, (ulong)probe.Descriptor);
    }

    void Read(PingProbe probe, long now)
    {
        if (probe.Knock is { } knock)
        {
            ReadKnock(probe, knock, now);
        }
        else if (probe.Socket is { } socket)
        {
            while (socket.TryReadError(out var error))
            {
                var report = error.Report;
                if (report.Origin is SocketErrorOrigin.Icmp or SocketErrorOrigin.Icmp6)
                {
                    Failed(probe, new IcmpError(report.Origin == SocketErrorOrigin.Icmp ? 4 : 6, report.Type, report.Code, UnconnectedSocket.AddressOf(report.Offender)), error.At);
                }
            }

            while (socket.TryRead(out var answer))
            {
                // TFTP and its like answer from another port: the address is what counts.
                if (AddressKey.TryRead(answer.Peer, out var peer, out _) && peer == AddressKey.Of(_hosts[probe.Target].Address))
                {
                    var (hops, bytes) = (answer.TimeToLive, answer.Length);
                    Answered(probe, PingOutcome.Answered, answer.At, one => one with { TimeToLive = hops, Bytes = bytes });
                }
            }
        }
    }

    void ReadKnock(PingProbe probe, TcpKnock knock, long at)
    {
        var errno = knock.Result(out var icmp, out var repeats);
        if (icmp is not null)
        {
            Failed(probe, icmp, at);
        }
        else if (errno is 0 or Errno.ECONNREFUSED)
        {
            if (repeats > 0 && probe.Outcome is null)
            {
                Decide(probe, new PingEvent(probe.Target, probe.Number, PingOutcome.Lost));
            }

            Answered(probe, errno == 0 ? PingOutcome.Answered : PingOutcome.Closed, at, one => one with { IsRepeated = repeats > 0 });
        }
        else if (probe.Outcome is null)
        {
            Decide(probe, new PingEvent(probe.Target, probe.Number, PingOutcome.NotSent) { Errno = errno });
        }

        Close(probe);
    }

    void ReadEchoes()
    {
        ReadEchoErrors();
        foreach (var echo in _echoes)
        {
            while (echo is not null && echo.TryRead(out var reply))
            {
                // Our token is in what comes back, so that replies to other programs' requests are not taken for ours.
                if (_onWire[echo.IsIpv6 ? 1 : 0][reply.Sequence] is not { } probe || (_data.Length >= TokenBytes && !reply.Data.StartsWith(_data.AsSpan(0, TokenBytes))))
                {
                    continue;
                }

                var from = reply.Peer == AddressKey.Of(_hosts[probe.Target].Address) ? null : UnconnectedSocket.AddressOf(reply.PeerBytes);
                var (hops, bytes, isDamaged) = (reply.TimeToLive, reply.Data.Length, !reply.Data.SequenceEqual(_data));
                Answered(probe, PingOutcome.Answered, reply.At, one => one with { TimeToLive = hops, Bytes = bytes, From = from, IsDamaged = isDamaged });
            }
        }
    }

    void ReadEchoErrors()
    {
        foreach (var echo in _echoes)
        {
            while (echo is not null && echo.TryReadError(out var error))
            {
                if (_onWire[echo.IsIpv6 ? 1 : 0][error.Sequence] is { } probe && (error.Type != 0 || error.Code != 0))
                {
                    Failed(probe, new IcmpError(echo.IsIpv6 ? 6 : 4, error.Type, error.Code, error.Reporter), error.At);
                }
            }
        }
    }

    void Answered(PingProbe probe, PingOutcome outcome, long at, Func<PingEvent, PingEvent> complete)
    {
        outcome = probe.Outcome switch
        {
            null => outcome,
            PingOutcome.Lost or PingOutcome.NotSent => PingOutcome.Late,
            _ => PingOutcome.Duplicate,
        };
        Decide(probe, complete(new PingEvent(probe.Target, probe.Number, outcome, TimeSpan.FromMicroseconds(Math.Max(1, at - probe.SentAt)))));
    }

    void Failed(PingProbe probe, IcmpError icmp, long at)
    {
        if (probe.Outcome is not null and not PingOutcome.Lost)
        {
            return;
        }

        // The port's own host says that nobody listens there: of UDP the same as a reset of TCP.
        var host = _hosts[probe.Target];
        var isClosed = host.Target.Kind == PingKind.Udp && IcmpReasons.Of(icmp.Version, icmp.Type, icmp.Code) == ProbeReason.PortUnreachable && host.Address.Equals(icmp.Reporter);
        Decide(probe, new PingEvent(probe.Target, probe.Number, isClosed ? PingOutcome.Closed : PingOutcome.Error, TimeSpan.FromMicroseconds(Math.Max(1, at - probe.SentAt))) { Icmp = icmp, IsLate = probe.Outcome is not null });
    }
}
