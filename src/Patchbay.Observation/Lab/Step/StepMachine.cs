using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>
/// Runs the commands of <c>lab step</c> on real sockets, one call at a time. The sockets do not block: what would is said, and can be waited for. Not thread-safe.
/// </summary>
public sealed class StepMachine : IDisposable
{
    /// <summary>Most sockets of one laboratory.</summary>
    public const int MostSockets = 64;

    // What crosses loopback is there at once; a busy machine may take this long.
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan WaitSlice = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan SettleInterval = TimeSpan.FromMilliseconds(1);
    const int MostSettleRounds = 25;

    // A FIN that is acknowledged late (delayed ACK, 40 ms) is waited for.
    const int MostPassingRounds = 150;
    const int MostShown = 64;

    static readonly string[] PassingStates = ["FIN_WAIT1", "LAST_ACK", "CLOSING", "SYN_RECV"];

    readonly List<LabSocket> _sockets = [];
    readonly HashSet<LabSocket> _gone = [];
    StepCommand? _waiting;
    CancellationToken _stop;

    /// <summary>Makes the call of a command, and looks at every socket after it.</summary>
    /// <exception cref="StepFormatException">It names a socket that is not there, or is there already.</exception>
    /// <exception cref="ObservationException">Not on Linux, or the table cannot be read.</exception>
    /// <exception cref="OperationCanceledException">A wait was given up.</exception>
    public StepOutcome Run(StepCommand command, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        _stop = stop;
        switch (command.Verb)
        {
            case StepVerb.Show:
                return new("", "", false, 0, Glances());
            case StepVerb.Help:
                return new("", string.Join('\n', StepHelp.Lines(command.Socket ?? "")), false, 0, []);
            case StepVerb.Quit:
                return new("", "", false, 0, []);
            case StepVerb.Wait:
                var pending = _waiting ?? throw new StepFormatException("no call waits", "A call that would block says so; then `wait 2s` waits for it.");
                return Run(pending with { Limit = command.Limit }, stop);
        }

        var (call, result, words) = Make(command);
        _waiting = result.WouldBlock ? command : null;
        return new(call, words, result.WouldBlock, result.Errno, Glances());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    (string Call, CallResult Result, string Words) Make(StepCommand command)
    {
        if (command.Verb == StepVerb.Socket)
        {
            CheckNew(command.Made!);
            if (LabSocket.TryOpen(command.Made!, command.Kind, blocking: false, out var opened) is { } made)
            {
                _sockets.Add(made);
            }

            var (family, type) = (command.Kind is LabSocketKind.Tcp or LabSocketKind.Udp ? "AF_INET" : "AF_INET6", command.Kind is LabSocketKind.Tcp or LabSocketKind.Tcp6 ? "SOCK_STREAM" : "SOCK_DGRAM");
            return ($"socket({family}, {type})", opened, Words("socket", opened, opened.Succeeded ? $"descriptor {Text(opened.Returned)}, no address yet" : ""));
        }

        var socket = Find(command.Socket!);
        var fd = Text(socket.Descriptor);
        switch (command.Verb)
        {
            case StepVerb.Bind:
                var bound = socket.Bind(AddressOf(command));
                return ($"bind({fd}, {AddressOf(command)})", bound, Words("bind", bound, socket.Local is { } name ? $"local end {name}" : ""));
            case StepVerb.Listen:
                var listens = socket.Listen(command.Number);
                return ($"listen({fd}, {Text(command.Number)})", listens, Words("listen", listens, $"connections can come to {socket.Local}{(socket.Local is { } open && IsWildcard(open) ? ", which is every address of this machine" : "")}"));
            case StepVerb.Accept:
                CheckNew(command.Made!);
                LabSocket? accepted = null;
                var (taken, tookLong) = Try(command, socket, PollEvents.In, () => socket.Accept(command.Made!, out accepted));
                if (accepted is not null)
                {
                    _sockets.Add(accepted);
                }

                return ($"accept({fd})", taken, Words("accept", taken, accepted is null ? "" : $"descriptor {Text(accepted.Descriptor)}, connected to {accepted.Remote}{tookLong}"));
            case StepVerb.Connect:
                return Connect(command, socket);
            case StepVerb.Send:
                var (sent, sentLate) = Try(command, socket, PollEvents.Out, () => socket.Send(command.Bytes.Span));
                return ($"send({fd}, {Payload(command.Bytes.Span)})", sent, Words("send", sent, Sent(sent, command) + sentLate));
            case StepVerb.SendTo:
                var (datagram, datagramLate) = Try(command, socket, PollEvents.Out, () => socket.SendTo(command.Bytes.Span, AddressOf(command)));
                return ($"sendto({fd}, {Payload(command.Bytes.Span)}, {AddressOf(command)})", datagram, Words("sendto", datagram, Sent(datagram, command) + datagramLate));
            case StepVerb.Recv or StepVerb.RecvFrom:
                return Receive(command, socket);
            case StepVerb.Shutdown:
                var shut = socket.Shutdown(command.Number);
                var how = command.Number switch { 0 => "SHUT_RD", 1 => "SHUT_WR", _ => "SHUT_RDWR" };
                return ($"shutdown({fd}, {how})", shut, Words("shutdown", shut, command.Number == 0 ? "this side reads no more" : "FIN follows the last byte"));
            case StepVerb.Close:
                var closed = socket.Close();
                return ($"close({fd})", closed, Words("close", closed, "the descriptor is free again"));
            case StepVerb.SockName or StepVerb.PeerName:
                var end = command.Verb == StepVerb.SockName ? socket.Local : socket.Remote;
                var call = command.Verb == StepVerb.SockName ? "getsockname" : "getpeername";
                var named = new CallResult(end is null ? -Errno.ENOTCONN : 0);
                return ($"{call}({fd})", named, Words(call, named, $"{end}"));
            case StepVerb.GetSockOpt:
                var value = socket.GetOption(command.Option!.Level, command.Option.Number);
                var got = new CallResult(value is null ? -92 : 0);
                return ($"getsockopt({fd}, {command.Option.Name})", got, Words("getsockopt", got, value is { } number ? OptionText(command.Option, number) : ""));
            default:
                var set = command.Option!.IsLinger ? new(SocketCalls.SetOption(socket.Descriptor, 1, 13, Linger(command.Number))) : socket.SetOption(command.Option.Level, command.Option.Number, command.Number);
                var now = socket.GetOption(command.Option.Level, command.Option.Number);
                return ($"setsockopt({fd}, {command.Option.Name}, {Text(command.Number)})", set, Words("setsockopt", set, command.Option.IsLinger || now is null ? "set" : $"getsockopt now says {Text(now.Value)}"));
        }
    }

    (string, CallResult, string) Connect(StepCommand command, LabSocket socket)
    {
        var address = AddressOf(command);
        var result = socket.Connect(address);
        var start = Stopwatch.GetTimestamp();
        if (result.WouldBlock && Wait(socket, PollEvents.Out, command.Limit ?? Grace))
        {
            // connect(2): the outcome of one that went on by itself stands in SO_ERROR.
            result = new(-socket.TakeError());
        }

        var late = Late(start, command);
        return ($"connect({Text(socket.Descriptor)}, {address})", result,
            result.WouldBlock ? "would block: the SYN is out, and no answer has come"
            : Words("connect", result, socket.IsTcp ? $"connected from {socket.Local}{late}" : $"the peer is noted, nothing was sent; local end {socket.Local}"));
    }

    (string, CallResult, string) Receive(StepCommand command, LabSocket socket)
    {
        var buffer = new byte[command.Number];
        IPEndPoint? sender = null;
        var name = command.Verb == StepVerb.Recv ? "recv" : "recvfrom";
        var (result, late) = Try(command, socket, PollEvents.In, () => socket.ReceiveFrom(buffer, out sender));
        var words = result.Returned switch
        {
            0 when socket.IsTcp && command.Number > 0 => "end: the peer has sent FIN, nothing more will come",
            >= 0 => $"{Bytes(result.Returned)}: {Payload(buffer.AsSpan(0, Math.Max(0, result.Returned)))}{(sender is not null && !socket.IsTcp ? $" from {sender}" : "")}",
            _ => "",
        };
        return ($"{name}({Text(socket.Descriptor)}, {Text(command.Number)})", result, Words(name, result, words + late));
    }

    (CallResult Result, string Late) Try(StepCommand command, LabSocket socket, PollEvents events, Func<CallResult> call)
    {
        var start = Stopwatch.GetTimestamp();
        var result = call();
        while (result.Errno == Errno.EAGAIN && (command.Limit ?? Grace) - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero && Wait(socket, events, left))
        {
            result = call();
        }

        return (result, Late(start, command));
    }

    // In slices, so that it can be given up.
    bool Wait(LabSocket socket, PollEvents events, TimeSpan limit)
    {
        for (var start = Stopwatch.GetTimestamp(); limit - Stopwatch.GetElapsedTime(start) is var left && left > TimeSpan.Zero;)
        {
            _stop.ThrowIfCancellationRequested();
            if (socket.Wait(events, left < WaitSlice ? left + TimeSpan.FromMilliseconds(1) : WaitSlice))
            {
                return true;
            }
        }

        return false;
    }

    // Only of a wait that was asked for.
    static string Late(long start, StepCommand command) =>
        command.Limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $", after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");

    static string Words(string call, CallResult result, string success) =>
        result.Succeeded ? success
        : result.Errno == Errno.EAGAIN ? $"would block: {Glossary.Default.Find("EAGAIN")[0].Section(call)}"
        : Glossary.Default.ErrorText(call, result.Errno);

    static bool IsWildcard(IPEndPoint end) => end.Address.Equals(IPAddress.Any) || end.Address.Equals(IPAddress.IPv6Any);

    static string Sent(CallResult sent, StepCommand command) =>
        !sent.Succeeded ? "" : sent.Returned < command.Bytes.Length ? $"{Bytes(sent.Returned)} of {Text(command.Bytes.Length)}: the buffer took no more" : $"{Bytes(sent.Returned)} taken by the kernel";

    static string Bytes(int count) => count == 1 ? "1 byte" : $"{Text(count)} bytes";

    static byte[] Linger(int seconds) => [.. BitConverter.GetBytes(seconds < 0 ? 0 : 1), .. BitConverter.GetBytes(Math.Max(0, seconds))];

    static string OptionText(StepOption option, int value) => option.Name switch
    {
        "SO_ERROR" when value != 0 => $"{Text(value)}: {Glossary.Default.ErrnoName(value)}",
        "SO_TYPE" => value == 1 ? "1 (SOCK_STREAM)" : "2 (SOCK_DGRAM)",
        "SO_LINGER" => value == 0 ? "off" : "on",
        _ => Text(value),
    };

    static string Payload(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var one in bytes[..Math.Min(MostShown, bytes.Length)])
        {
            text.Append(one switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\\' => "\\\\",
                >= 0x20 and < 0x7F => ((char)one).ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\x{one:x2}"),
            });
        }

        return text.Append(bytes.Length > MostShown ? $"\"… ({Text(bytes.Length)} bytes)" : "\"").ToString();
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    IPEndPoint AddressOf(StepCommand command)
    {
        if (command.Address is { } address)
        {
            return address;
        }

        return Find(command.AddressOf!).Local is { Port: > 0 } local ? local
            : throw new StepFormatException($"'{command.AddressOf}' has no address to go to", $"For example `bind {command.AddressOf} 127.0.0.1:0` first.");
    }

    LabSocket Find(string name)
    {
        var socket = _sockets.FirstOrDefault(one => one.Name == name)
            ?? throw new StepFormatException($"there is no socket '{name}'", _sockets.Count == 0 ? $"`{name} = socket tcp` makes one." : $"There are {string.Join(", ", _sockets.Select(static one => one.Name))}.");
        return socket.IsClosed ? throw new StepFormatException($"'{name}' is closed: its descriptor is gone, and its number may be another's", $"`{name}2 = socket tcp` makes a new one.") : socket;
    }

    void CheckNew(string name)
    {
        if (_sockets.FirstOrDefault(one => one.Name == name) is { IsClosed: true } closed)
        {
            _sockets.Remove(closed);
        }
        else if (_sockets.Any(one => one.Name == name))
        {
            throw new StepFormatException($"there is a socket '{name}' already", "Take another name, or close it first.");
        }

        if (_sockets.Count(static one => !one.IsClosed) >= MostSockets)
        {
            throw new StepFormatException($"there are {Text(MostSockets)} sockets, and no more are made here", "Close some.");
        }
    }

    // What a call sets in motion goes on after it returned: looked at until it stays the same. What is gone is shown once.
    List<SocketGlance> Glances()
    {
        var before = Look();
        for (var round = 0; round < (before.Any(static glance => PassingStates.Contains(glance.State)) ? MostPassingRounds : MostSettleRounds); round++)
        {
            Thread.Sleep(SettleInterval);
            var now = Look();
            if (now.Select(Lasting).SequenceEqual(before.Select(Lasting)) && !now.Any(static glance => PassingStates.Contains(glance.State)))
            {
                break;
            }

            before = now;
        }

        _gone.UnionWith(_sockets.Where(socket => before.Any(glance => glance.Name == socket.Name && glance.State == SocketGlance.Gone)));
        return before;
    }

    // A timer runs on by itself.
    static SocketGlance Lasting(SocketGlance glance) => glance with { Timer = 0 };

    List<SocketGlance> Look() => [.. _sockets.Where(socket => !_gone.Contains(socket)).Select(SocketGlance.Of)];
}
