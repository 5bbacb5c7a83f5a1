using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>
/// A network namespace of our own, whose firewall throws some packets away: there TCP over loopback really loses, and really repeats. Needs root, ip(8) and nft(8); the machine's
/// own network is not touched, and nothing is left behind.
/// </summary>
public static partial class LossyNetwork
{
    const int IPPROTO_TCP = 6;
    const int TCP_NODELAY = 1;
    const int Port = 7000;

    static readonly string[] Folders = ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"];
    static readonly TimeSpan ToolLimit = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends the bytes of <see cref="TcpVersusUdp"/> over TCP and over UDP there.</summary>
    /// <param name="seed">Of the bytes; which packets are lost is the firewall's chance.</param>
    /// <param name="lossPercent">1 to 50.</param>
    /// <exception cref="ObservationException">The namespace cannot be made: <see cref="ObservationFailure.Denied"/> without root.</exception>
    public static LossyPassage Run(int seed, int lossPercent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lossPercent, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lossPercent, 50);
        LabFailure.NeedLinux();
        LossyPassage? passage = null;
        Exception? failure = null;
        // The namespace belongs to this thread and goes with it.
        var thread = new Thread(() =>
        {
            try
            {
                passage = Inside(seed, lossPercent);
            }
            catch (Exception error)
            {
                failure = error;
            }
        })
        {
            IsBackground = true,
            Name = "lab network",
        };
        thread.Start();
        thread.Join();
        return passage ?? throw (failure as ObservationException ?? new ObservationException(ObservationFailure.Other, $"the network of our own failed: {failure!.Message}", null, failure));
    }

    static LossyPassage Inside(int seed, int lossPercent)
    {
        var entered = new CallResult(NetworkNamespace.EnterNew());
        if (!entered.Succeeded)
        {
            throw new ObservationException(ObservationFailure.Denied, $"a network of our own cannot be made: {Errno.Describe(entered.Errno)}", "As root, TCP is also shown on a network that loses packets.");
        }

        // One segment a packet, as on Ethernet: loopback would carry the whole in two or three.
        Tool("ip", ["link", "set", "lo", "up", "mtu", "1500", "gso_max_segs", "1"]);
        Tool("nft", ["-f", "-"], string.Create(CultureInfo.InvariantCulture, $$"""
            table ip lab {
              chain tcp_in { type filter hook input priority 0; tcp dport {{Port}} meta length > 100 numgen random mod 100 < {{lossPercent}} counter drop; }
              chain udp_in { type filter hook input priority 1; udp dport {{Port}} numgen random mod 100 < {{lossPercent}} counter drop; }
            }
            """));
        var payload = TcpVersusUdp.Payload(seed);
        using var stage = new LabStage();
        var (tcp, retransmits, took) = OverTcp(stage, payload);
        var udp = OverUdp(stage, payload);
        return new(tcp, retransmits, Dropped("tcp_in"), took, TcpVersusUdp.Datagrams, udp, Dropped("udp_in"), lossPercent);
    }

    static (TcpPassage, uint, TimeSpan) OverTcp(LabStage stage, byte[] payload)
    {
        var listener = stage.Open("listener");
        listener.Bind(new IPEndPoint(LabStage.Home, Port)).Must("bind");
        listener.Listen(1).Must("listen");
        var sender = stage.Connect("sender", listener.Local!);
        // Each write a segment of its own, else the kernel glues them into a few.
        sender.SetOption(IPPROTO_TCP, TCP_NODELAY, 1).Must("setsockopt");
        var receiver = stage.Accept(listener, "receiver");
        using var received = new ReceivedStream(receiver, payload.Length);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < TcpVersusUdp.Datagrams; number++)
        {
            TcpVersusUdp.SendAll(sender, payload.AsSpan(number * TcpVersusUdp.Size, TcpVersusUdp.Size));
            received.ReadSome();
        }

        received.ReadAll();
        var took = Stopwatch.GetElapsedTime(start);
        var info = new byte[Sockets.TcpInfoParser.Size];
        var repeated = KernelSocket.TryGetTcpInfo(sender.Descriptor, info, out var length) && Sockets.TcpInfoParser.TryParse(info.AsSpan(0, length), out var tcp) ? tcp.TotalRetransmits : 0;
        return (new(payload.Length, TcpVersusUdp.Datagrams, received.Reads, 0, TcpVersusUdp.Digest(payload), TcpVersusUdp.Digest(received.Bytes)), repeated, took);
    }

    static int OverUdp(LabStage stage, byte[] payload)
    {
        var (sender, receiver) = (stage.Open("us", LabSocketKind.Udp), stage.Open("ur", LabSocketKind.Udp));
        receiver.Bind(new IPEndPoint(LabStage.Home, Port)).Must("bind");
        var received = 0;
        var buffer = new byte[TcpVersusUdp.Size];
        for (var number = 0; number < TcpVersusUdp.Datagrams; number++)
        {
            sender.SendTo(payload.AsSpan(number * TcpVersusUdp.Size, TcpVersusUdp.Size), receiver.Local!).Must("sendto");
            while (receiver.Receive(buffer).Succeeded)
            {
                received++;
            }
        }

        while (receiver.Wait(PollEvents.In, Quiet) && receiver.Receive(buffer).Succeeded)
        {
            received++;
        }

        return received;
    }

    static long Dropped(string chain) =>
        Packets().Match(Tool("nft", ["list", "chain", "ip", "lab", chain])) is { Success: true } match ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0;

    // Started from this thread, the program runs in its namespace.
    static string Tool(string name, IEnumerable<string> arguments, string input = "")
    {
        var path = Folders.Select(folder => folder + name).FirstOrDefault(File.Exists)
            ?? throw new ObservationException(ObservationFailure.Unsupported, $"{name} is not installed, which sets up a network of our own", $"On Debian: apt-get install {(name == "nft" ? "nftables" : "iproute2")}");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            if (!process.WaitForExit(ToolLimit))
            {
                process.Kill();
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new ObservationException(ObservationFailure.Denied, $"{name} failed: {errors.Result.Split('\n')[0]}", "A container may forbid it.");
        }
        catch (Win32Exception error)
        {
            throw new ObservationException(ObservationFailure.Unsupported, $"{name} cannot be started: {error.Message}", null, error);
        }
    }

    [GeneratedRegex(@"counter packets (\d+)")]
    private static partial Regex Packets();
}
