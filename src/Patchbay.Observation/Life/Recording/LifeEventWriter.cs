using System.Text.Json;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>Writes events as members of a JSON object, as docs/life-recordings.md lists them. Times in milliseconds, exact to 0.1 µs; what is not known is left out.</summary>
public static class LifeEventWriter
{
    /// <summary>The event's name: <c>call</c>, <c>state</c> …</summary>
    public static string NameOf(LifeEvent one) => one switch
    {
        CallEvent => LifeEventNames.Call,
        StateEvent => LifeEventNames.State,
        GaugeEvent => LifeEventNames.Gauge,
        SegmentEvent => LifeEventNames.Segment,
        SocketNamedEvent => LifeEventNames.Named,
        ProcessEvent => LifeEventNames.Process,
        NoteEvent => LifeEventNames.Note,
        KernelEvent => LifeEventNames.Kernel,
        UnseenEvent => LifeEventNames.Unseen,
        _ => throw new ArgumentException("An event of no known kind.", nameof(one)),
    };

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter json, LifeEvent one)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(one);
        Time(json, "milliseconds", one.At);
        Number(json, "socket", one.Socket, 0);
        switch (one)
        {
            case CallEvent call:
                Write(json, call);
                break;
            case StateEvent state:
                json.WriteString("source", Lower(state.Source));
                Text(json, "from", state.From is { } from ? SocketWords.Of(from) : null);
                json.WriteString("to", SocketWords.Of(state.To));
                break;
            case GaugeEvent gauge:
                Write(json, gauge);
                break;
            case SegmentEvent segment:
                Write(json, segment);
                break;
            case SocketNamedEvent name:
                Write(json, name);
                break;
            case ProcessEvent step:
                json.WriteNumber("pid", step.ProcessId);
                json.WriteNumber("tid", step.ThreadId);
                json.WriteString("step", Lower(step.Step));
                Text(json, "name", step.Name);
                json.WriteNumber("code", step.Code);
                break;
            case NoteEvent note:
                json.WriteString("speaker", note.Speaker);
                json.WriteString("text", note.Text);
                break;
            case KernelEvent step:
                json.WriteString("source", Lower(step.Source));
                json.WriteString("step", Lower(step.Step));
                break;
            case UnseenEvent unseen:
                json.WriteString("source", Lower(unseen.Source));
                json.WriteString("reason", unseen.Reason);
                Text(json, "hint", unseen.Hint);
                break;
        }
    }

    static void Write(Utf8JsonWriter json, CallEvent call)
    {
        json.WriteNumber("pid", call.ProcessId);
        json.WriteNumber("tid", call.ThreadId);
        json.WriteString("name", call.Name);
        Number(json, "descriptor", call.Descriptor, -1);
        json.WriteString("arguments", call.Arguments);
        if (call.Result is { } result)
        {
            json.WriteNumber("result", result);
        }

        Text(json, "errno", call.Errno == 0 ? null : ErrnoNames.Of(call.Errno));
        Time(json, "took", call.Took);
        if (call.MayBlock is { } blocks)
        {
            json.WriteBoolean("mayBlock", blocks);
        }

        if (call.Asked is { } asked)
        {
            json.WriteNumber("asked", asked);
        }

        Number(json, "flags", call.Flags, 0);
        Text(json, "address", call.Address?.ToString());
        if (call.Option is { } option)
        {
            json.WriteStartArray("option");
            json.WriteNumberValue(option.Level);
            json.WriteNumberValue(option.Name);
            json.WriteNumberValue(option.Value);
            json.WriteEndArray();
        }

        Number(json, "made", call.Made, -1);
        Number(json, "madeSocket", call.MadeSocket, 0);
    }

    static void Write(Utf8JsonWriter json, GaugeEvent gauge)
    {
        json.WriteString("source", Lower(gauge.Source));
        Text(json, "state", gauge.State is { } state ? SocketWords.Of(state) : null);
        json.WriteNumber("unread", gauge.Unread);
        json.WriteNumber("receiveRoom", gauge.ReceiveRoom);
        json.WriteNumber("unsent", gauge.Unsent);
        json.WriteNumber("unacknowledged", gauge.Unacknowledged);
        json.WriteNumber("sendRoom", gauge.SendRoom);
        if (gauge.Timer != SocketTimer.None)
        {
            json.WriteString("timer", SocketWords.Of(gauge.Timer));
        }

        json.WriteNumber("retransmits", gauge.Retransmits);
        Time(json, "roundTrip", gauge.RoundTrip);
    }

    static void Write(Utf8JsonWriter json, SegmentEvent segment)
    {
        json.WriteString("source", segment.Source.ToString());
        json.WriteString("destination", segment.Destination.ToString());
        json.WriteNumber("flags", segment.Flags);
        json.WriteNumber("sequence", segment.Sequence);
        json.WriteNumber("acknowledgement", segment.Acknowledgement);
        json.WriteNumber("window", segment.Window);
        json.WriteNumber("length", segment.Length);
        if (segment.IsRepeated)
        {
            json.WriteBoolean("repeated", true);
        }
    }

    static void Write(Utf8JsonWriter json, SocketNamedEvent name)
    {
        Number(json, "inode", (long)name.Inode, 0);
        Number(json, "cookie", (long)name.Cookie, 0);
        json.WriteString("family", Lower(name.Family));
        json.WriteString("type", Lower(name.Type));
        json.WriteString("protocol", Lower(name.Protocol));
        Text(json, "local", name.Local?.ToString());
        Text(json, "remote", name.Remote?.ToString());
        Text(json, "path", name.Path);
        Number(json, "peer", name.Peer, 0);
        if (name.Owner is { } owner)
        {
            json.WriteNumber("ownerPid", owner.Pid);
            json.WriteString("ownerName", owner.Name);
            json.WriteNumber("ownerDescriptor", owner.Descriptor);
        }
    }

    static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    static void Time(Utf8JsonWriter json, string name, TimeSpan time) => json.WriteNumber(name, (decimal)time.Ticks / TimeSpan.TicksPerMillisecond);

    static void Number(Utf8JsonWriter json, string name, long value, long unsaid)
    {
        if (value != unsaid)
        {
            json.WriteNumber(name, value);
        }
    }

    static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
