using System.Net;
using System.Net.Sockets;
using Patchbay.Linux;

namespace Patchbay.Probing;

/// <summary>Traces the path to an address. Linux only: it lives by error queues (ip(7), IP_RECVERR). Not thread-safe.</summary>
public sealed class Tracer : IDisposable
{
    // So that a stop is noticed soon.
    const int MostWait = 100;

    const int MostRehearsal = 20;

    readonly IPAddress _target;
    readonly TraceOptions _options;
    readonly ITraceChannel _channel;

    /// <summary>Opens what the method needs.</summary>
    /// <param name="target">IPv4 or IPv6.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ScanException">The method is not permitted here, or there is no such thing.</exception>
    public Tracer(IPAddress target, TraceOptions options)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        (_target, _options, _channel) = (target, options, Open(target, options));
        Table = new TraceTable(options.FirstHop, options.MostHops, ScanClock.Of(options.Wait));
    }

    /// <summary>What is known. Read it from within <see cref="Run"/>'s calls or afterwards.</summary>
    public TraceTable Table { get; }

    /// <summary>What is sent, by which right.</summary>
    public string Means => _channel.Means;

    /// <summary>Whether <see cref="TraceMethod.Icmp"/> is permitted here; tried out.</summary>
    /// <param name="family">Of the address.</param>
    public static bool MayEcho(AddressFamily family)
    {
        using var socket = OperatingSystem.IsLinux() ? EchoSocket.TryOpen(family == AddressFamily.InterNetworkV6, out _) : null;
        return socket is not null;
    }

    /// <summary>Traces until all is asked, on the calling thread.</summary>
    /// <param name="changed">Called after each change, with whether a round was completed.</param>
    /// <param name="stop">Ends it; the table stays.</param>
    /// <exception cref="ScanException">This machine cannot send to the target.</exception>
    public void Run(Action<bool> changed, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(changed);
        Rehearse();
        var schedule = new TraceSchedule(_options, Table);
        var told = 0;
        while (!stop.IsCancellationRequested)
        {
            var lost = Table.UnderWay;
            var until = Table.Expire(ScanClock.Now);
            var hasChanged = lost != Table.UnderWay;
            long again;
            while (schedule.TryNext(ScanClock.Now, out var hop, out again))
            {
                if (schedule.RoundsDone > told)
                {
                    // Before the next round's first probe is under way: whoever is told may take his time.
                    told = schedule.RoundsDone;
                    changed(true);
                }

                Send(hop);
            }

            while (_channel.TryRead(Table, out var arrival))
            {
                hasChanged |= Table.Answered(arrival.Probe, arrival.Reply, arrival.At);
            }

            if (hasChanged)
            {
                changed(false);
                continue;
            }

            if (schedule.IsOver && Table.UnderWay == 0)
            {
                changed(true);
                return;
            }

            var wait = Math.Min(until, again) is var next && next == long.MaxValue ? MostWait : (int)Math.Clamp((next - ScanClock.Now + 999) / 1000, 0, MostWait);
            _channel.Wait(wait);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    // One probe to ourselves: what code does for the first time takes milliseconds, which would be told of the first hop.
    void Rehearse()
    {
        var own = _target.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        var table = new TraceTable(1, 1, 1);
        using var channel = Open(own, _options with { Port = 1 });
        _ = channel.Send(1, table.Send(1, ScanClock.Now));
        channel.Wait(MostRehearsal);
        if (channel.TryRead(table, out var arrival))
        {
            table.Answered(arrival.Probe, arrival.Reply, arrival.At);
        }

        table.Expire(long.MaxValue);
    }

    void Send(int hop)
    {
        var probe = Table.Send(hop, ScanClock.Now);
        var result = _channel.Send(hop, probe);
        if (result >= 0)
        {
            return;
        }

        Table.Unsent(probe);
        // Full queues pass; that is a lost probe. The others say that nothing will ever leave here.
        if (-result is not (Errno.EAGAIN or Errno.ENOBUFS or Errno.ENOMEM))
        {
            throw new ScanException($"{_target}: nothing could be sent: {Errno.Describe(-result)}", ScanFailure.System,
                -result is Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.EINVAL ? $"This machine has no route there, or no address of that family: patchbay interfaces --route-to {_target}"
                : -result is Errno.EPERM or Errno.EACCES ? "A rule of this machine's own firewall forbids it, or it is a broadcast address." : null);
        }
    }

    static ITraceChannel Open(IPAddress target, TraceOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new ScanException("traceroute lives by the error queues of Linux's sockets", ScanFailure.Unsupported, "Other systems have a traceroute (Windows: tracert) of their own.");
        }

        var isIpv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        switch (options.Method)
        {
            case TraceMethod.Tcp:
                return new TcpTraceChannel(target, options.Port);
            case TraceMethod.Udp:
                return UnconnectedSocket.TryOpen(isIpv6, 2, 0, 2048, out var errno) is { } socket ? new UdpTraceChannel(socket, target, options.Port)
                    : throw new ScanException($"no UDP socket: {Errno.Describe(errno)}", ScanFailure.System);
            default:
                return EchoSocket.TryOpen(isIpv6, out _) is { } echo ? new EchoTraceChannel(echo, target)
                    : throw new ScanException("ICMP echo is not permitted to this user", ScanFailure.Denied,
                        "Without --method, UDP is taken, which needs no right. Or the administrator admits a group: sysctl net.ipv4.ping_group_range=\"0 2147483647\".");
        }
    }
}
