using System.Text.Json;

namespace Patchbay.Observation;

/// <summary>Writes events as members of a JSON object, as docs/life-recordings.md lists them. Times in microseconds with one decimal; what is not known is left out.</summary>
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
        Time(json, "at", one.At);
        Number(json, "socket", one.Socket, 0);
        switch (one)
        {
            case CallEvent call:
                Write(json, call);
                break;
            case StateEvent state:
                json.WriteString("source", state.Source.ToString());
                Text(json, "from", state.From?.ToString());
                json.WriteString("to", state.To.ToString());
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
                json.WriteString("step", step.Step.ToString());
                Text(json, "name", step.Name);
                Number(json, "code", step.Code, 0);
                break;
            case NoteEvent note:
                json.WriteString("speaker", note.Speaker);
                json.WriteString("text", note.Text);
                break;
            case KernelEvent step:
                json.WriteString("source", step.Source.ToString());
                json.WriteString("step", step.Step.ToString());
                break;
            case UnseenEvent unseen:
                json.WriteString("source", unseen.Source.ToString());
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
        if (call.Arguments.Length > 0)
        {
            json.WriteString("arguments", call.Arguments);
        }

        if (call.Result is { } result)
        {
            json.WriteNumber("result", result);
        }

        Number(json, "errno", call.Errno, 0);
        if (call.Took != TimeSpan.Zero)
        {
            Time(json, "took", call.Took);
        }

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
        json.WriteString("source", gauge.Source.ToString());
        Text(json, "state", gauge.State?.ToString());
        Number(json, "unread", gauge.Unread, 0);
        Number(json, "receiveRoom", gauge.ReceiveRoom, 0);
        Number(json, "unsent", gauge.Unsent, 0);
        Number(json, "unacknowledged", gauge.Unacknowledged, 0);
        Number(json, "sendRoom", gauge.SendRoom, 0);
        if (gauge.Timer != SocketTimer.None)
        {
            json.WriteString("timer", gauge.Timer.ToString());
        }

        Number(json, "retransmits", gauge.Retransmits, 0);
        if (gauge.RoundTrip != TimeSpan.Zero)
        {
            Time(json, "roundTrip", gauge.RoundTrip);
        }
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
        json.WriteString("family", name.Family.ToString());
        json.WriteString("type", name.Type.ToString());
        json.WriteString("protocol", name.Protocol.ToString());
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

    static void Time(Utf8JsonWriter json, string name, TimeSpan time) => json.WriteNumber(name, (decimal)time.Ticks / TimeSpan.TicksPerMicrosecond);

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
