using System.Globalization;
using Patchbay.Linux;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Puts the events of a program's sockets into lines. Pure: events in, text out. Remembers which processes there are, and what the buffers held.</summary>
sealed class LifeText
{
    // Less is the time that the watching itself takes.
    static readonly TimeSpan Worth = TimeSpan.FromMilliseconds(1);

    readonly HashSet<int> _filled = [];
    int _first;

    /// <summary>The line of an event; null for one that is not worth a line.</summary>
    public string? Line(LifeEvent seen)
    {
        var text = seen switch
        {
            CallEvent call => Call(call),
            StateEvent state => $"state {(state.From is { } from ? Word(from) + " → " : "")}{Word(state.To)}",
            GaugeEvent gauge => Gauge(gauge),
            SocketNamedEvent name => Name(name),
            ProcessEvent process => Process(process),
            NoteEvent note => $"{note.Speaker}: {note.Text}",
            SegmentEvent segment => string.Create(CultureInfo.InvariantCulture, $"segment {segment.Source} → {segment.Destination}, {Bytes(segment.Length)}"),
            UnseenEvent unseen => $"not seen: {unseen.Reason}. {unseen.Hint}".TrimEnd(),
            _ => null,
        };
        if (text is null)
        {
            return null;
        }

        var socket = seen.Socket == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"#{seen.Socket}");
        return string.Create(CultureInfo.InvariantCulture, $"{seen.At.TotalMilliseconds,10:0.000} ms  {socket,-4} {Who(seen)}{text}");
    }

    // The first process needs no name; others, and other threads, have their numbers before what they do.
    string Who(LifeEvent seen)
    {
        if (seen is ProcessEvent { Step: ProcessStep.Started } start && _first == 0)
        {
            _first = start.ProcessId;
        }

        return seen is CallEvent call && call.ThreadId != _first ? string.Create(CultureInfo.InvariantCulture, $"[{call.ThreadId}] ") : "";
    }

    static string Call(CallEvent call)
    {
        var made = call.MadeSocket != 0 ? string.Create(CultureInfo.InvariantCulture, $"  makes #{call.MadeSocket}") : "";
        var time = call.Took < Worth ? "" : call.MayBlock == true ? $"  waited {Duration.Format(call.Took)}" : $"  took {Duration.Format(call.Took)}";
        return $"{call.Name}({call.Arguments}) = {Result(call)}{made}{time}";
    }

    static string Result(CallEvent call) => call switch
    {
        { Result: null } => "? (it had not returned)",
        { Errno: > 0 } => $"-1 {ErrnoNames.Of(call.Errno)} ({Errno.Describe(call.Errno)})",
        { Result: 0, Name: "recvfrom" or "recvmsg" or "read" or "readv", Asked: > 0 } => "0 (the peer has finished)",
        { Result: var result } => result.Value.ToString(CultureInfo.InvariantCulture),
    };

    // Empty buffers are told once, when they were not empty before.
    string? Gauge(GaugeEvent gauge)
    {
        var words = new List<string>();
        if (gauge.State == TcpState.Listen)
        {
            if (gauge.Unread > 0)
            {
                words.Add(string.Create(CultureInfo.InvariantCulture, $"{gauge.Unread} of {gauge.ReceiveRoom} places taken by connections that wait for accept"));
            }
        }
        else
        {
            Add(words, gauge.Unread, gauge.ReceiveRoom, "received and not read");
            Add(words, gauge.Unsent, gauge.SendRoom, "written and not sent");
            Add(words, gauge.Unacknowledged, gauge.SendRoom, "sent and not acknowledged");
        }

        if (gauge.Timer != SocketTimer.None)
        {
            words.Add($"timer: {SocketWords.Of(gauge.Timer)}");
        }

        if (words.Count == 0)
        {
            return _filled.Remove(gauge.Socket) ? gauge.State == TcpState.Listen ? "queue: empty" : "buffers: empty" : null;
        }

        _filled.Add(gauge.Socket);
        return $"{(gauge.State == TcpState.Listen ? "queue" : "buffers")}: {string.Join(", ", words)}";
    }

    static void Add(List<string> words, long count, long room, string what)
    {
        if (count > 0)
        {
            words.Add($"{Bytes(count)} of {Quantity.Bytes(room)} {what}");
        }
    }

    static string Name(SocketNamedEvent name)
    {
        var kind = (name.Family, name.Type, name.Protocol) switch
        {
            (System.Net.Sockets.AddressFamily.Unix, _, _) => $"Unix {name.Type.ToString().ToLowerInvariant()}",
            (_, _, System.Net.Sockets.ProtocolType.Unspecified) => name.Type.ToString().ToLowerInvariant(),
            (_, System.Net.Sockets.SocketType.Raw, _) => $"raw {name.Protocol.ToString().ToLowerInvariant()}",
            _ => name.Protocol.ToString().ToUpperInvariant(),
        };
        var ends = name.Path is { } path ? $" {path}" : $"{(name.Local is { } local ? $" {local}" : "")}{(name.Remote is { } remote ? $" → {remote}" : "")}";
        return $"is {kind}{ends}{(name.Peer != 0 ? string.Create(CultureInfo.InvariantCulture, $", its other end is #{name.Peer}") : "")}";
    }

    static string? Process(ProcessEvent process) => process.Step switch
    {
        ProcessStep.Started => $"process {process.ProcessId} runs {process.Name}",
        ProcessStep.Forked => $"process {process.ProcessId} made process {process.Code}",
        ProcessStep.Executed => $"process {process.ProcessId} now runs {process.Name}",
        ProcessStep.Exited when process.ThreadId == process.ProcessId => $"process {process.ProcessId} ended with status {process.Code}",
        ProcessStep.Killed when process.ThreadId == process.ProcessId => $"process {process.ProcessId} was ended by signal {process.Code}",
        ProcessStep.Detached => $"process {process.ProcessId} runs on unwatched",
        _ => null,
    };

    static string Word(TcpState state) => state == TcpState.Closed ? "CLOSED" : SocketWords.Of(state);

    static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
