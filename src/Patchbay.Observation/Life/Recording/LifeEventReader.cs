using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Patchbay.Linux;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>Reads what <see cref="LifeEventWriter"/> writes. Members that it does not know are passed over: a later version may add some.</summary>
static class LifeEventReader
{
    /// <summary>Reads an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its members.</param>
    /// <returns>Null for an event of an unknown name, which a later version may have added.</returns>
    /// <exception cref="FormatException">A member is missing or makes no sense.</exception>
    public static LifeEvent? Read(string name, JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("data is no object");
        }

        LifeEvent? one = name switch
        {
            LifeEventNames.Call => Call(data),
            LifeEventNames.State => new StateEvent { At = default, From = OptionalState(data, "from"), To = State(data, "to"), Source = Name<LifeSource>(data, "source") },
            LifeEventNames.Gauge => Gauge(data),
            LifeEventNames.Segment => Segment(data),
            LifeEventNames.Named => Named(data),
            LifeEventNames.Process => new ProcessEvent
            {
                At = default, ProcessId = (int)Number(data, "pid", 0), ThreadId = (int)Number(data, "tid", 0), Step = Name<ProcessStep>(data, "step"), Name = Text(data, "name"), Code = (int)Number(data, "code", 0),
            },
            LifeEventNames.Note => new NoteEvent { At = default, Speaker = Needed(data, "speaker"), Text = Needed(data, "text") },
            LifeEventNames.Kernel => new KernelEvent { At = default, Step = Name<KernelStep>(data, "step"), Source = Name<LifeSource>(data, "source") },
            LifeEventNames.Unseen => new UnseenEvent { At = default, Source = Name<LifeSource>(data, "source"), Reason = Needed(data, "reason"), Hint = Text(data, "hint") },
            _ => null,
        };
        return one is null ? null : one with { At = Time(data, "milliseconds"), Socket = (int)Number(data, "socket", 0, int.MaxValue) };
    }

    static CallEvent Call(JsonElement data) => new()
    {
        At = default,
        ProcessId = (int)Number(data, "pid", 0),
        ThreadId = (int)Number(data, "tid", 0),
        Name = Needed(data, "name"),
        Descriptor = (int)Number(data, "descriptor", -1),
        Arguments = Text(data, "arguments") ?? "",
        Result = data.TryGetProperty("result", out _) ? Number(data, "result", 0, long.MaxValue) : null,
        Errno = Errno(data),
        Took = Time(data, "took"),
        MayBlock = data.TryGetProperty("mayBlock", out var blocks) ? blocks.ValueKind == JsonValueKind.True : null,
        Asked = data.TryGetProperty("asked", out _) ? Number(data, "asked", 0, long.MaxValue) : null,
        Flags = Number(data, "flags", 0, long.MaxValue),
        Address = End(data, "address"),
        Option = Option(data),
        Made = (int)Number(data, "made", -1),
        MadeSocket = (int)Number(data, "madeSocket", 0),
    };

    static GaugeEvent Gauge(JsonElement data) => new()
    {
        At = default,
        Source = Name<LifeSource>(data, "source"),
        State = OptionalState(data, "state"),
        Unread = Number(data, "unread", 0, long.MaxValue),
        ReceiveRoom = Number(data, "receiveRoom", 0, long.MaxValue),
        Unsent = Number(data, "unsent", 0, long.MaxValue),
        Unacknowledged = Number(data, "unacknowledged", 0, long.MaxValue),
        SendRoom = Number(data, "sendRoom", 0, long.MaxValue),
        Timer = Timer(data),
        Retransmits = Number(data, "retransmits", 0, long.MaxValue),
        RoundTrip = Time(data, "roundTrip"),
    };

    static SegmentEvent Segment(JsonElement data) => new()
    {
        At = default,
        Source = End(data, "source") ?? throw new FormatException("source is missing"),
        Destination = End(data, "destination") ?? throw new FormatException("destination is missing"),
        Flags = (int)Number(data, "flags", 0),
        Sequence = (uint)Number(data, "sequence", 0, uint.MaxValue),
        Acknowledgement = (uint)Number(data, "acknowledgement", 0, uint.MaxValue),
        Window = Number(data, "window", 0, long.MaxValue),
        Length = (int)Number(data, "length", 0),
        IsRepeated = data.TryGetProperty("repeated", out var repeated) && repeated.ValueKind == JsonValueKind.True,
    };

    static SocketNamedEvent Named(JsonElement data) => new()
    {
        At = default,
        Inode = (ulong)Number(data, "inode", 0, long.MaxValue),
        Cookie = (ulong)Number(data, "cookie", 0, long.MaxValue),
        Family = OptionalName<AddressFamily>(data, "family") ?? default,
        Type = OptionalName<SocketType>(data, "type") ?? default,
        Protocol = OptionalName<ProtocolType>(data, "protocol") ?? default,
        Local = End(data, "local"),
        Remote = End(data, "remote"),
        Path = Text(data, "path"),
        Peer = (int)Number(data, "peer", 0),
        Owner = Text(data, "ownerName") is { } owner ? new SocketOwner((int)Number(data, "ownerPid", 0), owner, (int)Number(data, "ownerDescriptor", -1)) : null,
    };

    static (int, int, long)? Option(JsonElement data)
    {
        if (!data.TryGetProperty("option", out var option))
        {
            return null;
        }

        return option.ValueKind == JsonValueKind.Array && option.GetArrayLength() == 3 && option[0].TryGetInt32(out var level) && option[1].TryGetInt32(out var name) && option[2].TryGetInt64(out var value)
            ? (level, name, value) : throw new FormatException("option is no array of three numbers");
    }

    static TimeSpan Time(JsonElement data, string name)
    {
        // A year: more is no time of a recording.
        const decimal Most = 366m * 24 * 3600 * 1000;
        return !data.TryGetProperty(name, out var value) ? default
            : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var milliseconds) && Math.Abs(milliseconds) <= Most ? TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond))
            : throw new FormatException($"{name} is no time in milliseconds");
    }

    static long Number(JsonElement data, string name, long unsaid, long most = int.MaxValue) =>
        !data.TryGetProperty(name, out var value) ? unsaid
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number <= most && number >= -most - 1 ? number
        : throw new FormatException($"{name} is no number of its range");

    static string? Text(JsonElement data, string name)
    {
        if (!data.TryGetProperty(name, out var value))
        {
            return null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"{name} is no text");
        }
        catch (InvalidOperationException error)
        {
            // Half of a surrogate pair.
            throw new FormatException($"{name} is no text", error);
        }
    }

    static string Needed(JsonElement data, string name) => Text(data, name) ?? throw new FormatException($"{name} is missing");

    static SocketEnd? End(JsonElement data, string name) =>
        Text(data, name) is not { } text ? null
        : IPEndPoint.TryParse(text, out var end) ? new SocketEnd(HostAddress.From(end.Address), (ushort)end.Port)
        : throw new FormatException($"{name} is no address");

    static TcpState? OptionalState(JsonElement data, string name) => data.TryGetProperty(name, out _) ? State(data, name) : null;

    static TcpState State(JsonElement data, string name) => WordOf(Needed(data, name), SocketWords.Of, Enum.GetValues<TcpState>()) ?? throw new FormatException($"{name} is no state of TCP");

    static SocketTimer Timer(JsonElement data) =>
        !data.TryGetProperty("timer", out _) ? SocketTimer.None : WordOf(Needed(data, "timer"), SocketWords.Of, Enum.GetValues<SocketTimer>()) ?? throw new FormatException("timer is none of its words");

    static T? WordOf<T>(string word, Func<T, string> words, T[] values) where T : struct
    {
        foreach (var value in values)
        {
            if (words(value) == word)
            {
                return value;
            }
        }

        return null;
    }

    // A name, or the number of one without.
    static int Errno(JsonElement data)
    {
        if (Text(data, "errno") is not { } name)
        {
            return 0;
        }

        for (var errno = 1; errno < ErrnoNames.Count; errno++)
        {
            if (ErrnoNames.Of(errno) == name)
            {
                return errno;
            }
        }

        return int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException("errno is no name of an error");
    }

    static T? OptionalName<T>(JsonElement data, string name) where T : struct, Enum => data.TryGetProperty(name, out _) ? Name<T>(data, name) : null;

    // Numbers that have no name are written and read as numbers.
    static T Name<T>(JsonElement data, string name) where T : struct, Enum =>
        Enum.TryParse<T>(Needed(data, name), ignoreCase: true, out var value) ? value : throw new FormatException($"{name} is none of its words");
}
