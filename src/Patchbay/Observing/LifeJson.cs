using System.Globalization;
using System.Text.Json;
using Patchbay.Linux;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>A life as JSON: an event a line (<c>call</c>, <c>state</c>, <c>buffers</c>, <c>socket</c>, <c>process</c>, <c>unseen</c>), or all of them in one document.</summary>
sealed class LifeJson(Stream stream, bool lines, bool closes) : ILifeOutput
{
    readonly JsonRows _rows = new(stream, "events", "life", lines);

    public void Show(LifeEvent seen)
    {
        switch (seen)
        {
            case CallEvent call:
                Row("call", seen, json => Write(json, call));
                break;
            case StateEvent state:
                Row("state", seen, json =>
                {
                    WriteNotNull(json, "from", state.From is { } from ? SocketWords.Of(from) : null);
                    json.WriteString("to", SocketWords.Of(state.To));
                    json.WriteString("source", Lower(state.Source));
                });
                break;
            case GaugeEvent gauge:
                Row("buffers", seen, json => Write(json, gauge));
                break;
            case SocketNamedEvent name:
                Row("socket", seen, json => Write(json, name));
                break;
            case ProcessEvent process:
                Row("process", seen, json =>
                {
                    json.WriteNumber("pid", process.ProcessId);
                    json.WriteNumber("tid", process.ThreadId);
                    json.WriteString("step", Lower(process.Step));
                    WriteNotNull(json, "name", process.Name);
                    json.WriteNumber("code", process.Code);
                });
                break;
            case UnseenEvent unseen:
                Row("unseen", seen, json =>
                {
                    json.WriteString("source", Lower(unseen.Source));
                    json.WriteString("reason", unseen.Reason);
                    WriteNotNull(json, "hint", unseen.Hint);
                });
                break;
        }
    }

    public void Flush()
    {
        // Half a document is handed on when it is large, and whole lines at once.
        if (lines)
        {
            _rows.Flush();
        }
    }

    public void End(TraceEnd end) => _rows.Finish(members: json =>
    {
        json.WriteString("ended", Lower(end.How));
        json.WriteNumber("status", end.Status);
    });

    public void Dispose()
    {
        _rows.Dispose();
        if (closes)
        {
            stream.Dispose();
        }
    }

    void Row(string name, LifeEvent seen, Action<Utf8JsonWriter> members)
    {
        if (lines)
        {
            _rows.Event(name, json => WriteAll(json, seen, members));
            return;
        }

        _rows.Row(json =>
        {
            json.WriteString("event", name);
            WriteAll(json, seen, members);
        });
    }

    static void WriteAll(Utf8JsonWriter json, LifeEvent seen, Action<Utf8JsonWriter> members)
    {
        json.WriteNumber("milliseconds", Math.Round(seen.At.TotalMilliseconds, 4));
        if (seen.Socket != 0)
        {
            json.WriteNumber("socket", seen.Socket);
        }

        members(json);
    }

    static void Write(Utf8JsonWriter json, CallEvent call)
    {
        json.WriteNumber("pid", call.ProcessId);
        json.WriteNumber("tid", call.ThreadId);
        json.WriteString("name", call.Name);
        json.WriteString("arguments", call.Arguments);
        WriteNotNull(json, "result", call.Result);
        WriteNotNull(json, "errno", call.Errno == 0 ? null : ErrnoNames.Of(call.Errno));
        json.WriteNumber("took", Math.Round(call.Took.TotalMilliseconds, 4));
        WriteNotNull(json, "descriptor", call.Descriptor < 0 ? null : call.Descriptor);
        if (call.MayBlock is { } mayBlock)
        {
            json.WriteBoolean("mayBlock", mayBlock);
        }

        WriteNotNull(json, "asked", call.Asked);
        WriteNotNull(json, "address", call.Address is { } end ? string.Create(CultureInfo.InvariantCulture, $"{(end.Host.IsV6 ? $"[{end.Host}]" : end.Host.ToString())}:{end.Port}") : null);
        WriteNotNull(json, "made", call.Made < 0 ? null : call.Made);
        WriteNotNull(json, "madeSocket", call.MadeSocket == 0 ? null : call.MadeSocket);
    }

    static void Write(Utf8JsonWriter json, GaugeEvent gauge)
    {
        WriteNotNull(json, "state", gauge.State is { } state ? SocketWords.Of(state) : null);
        json.WriteNumber("unread", gauge.Unread);
        json.WriteNumber("receiveRoom", gauge.ReceiveRoom);
        json.WriteNumber("unsent", gauge.Unsent);
        json.WriteNumber("unacknowledged", gauge.Unacknowledged);
        json.WriteNumber("sendRoom", gauge.SendRoom);
        WriteNotNull(json, "timer", gauge.Timer == SocketTimer.None ? null : SocketWords.Of(gauge.Timer));
        json.WriteNumber("retransmits", gauge.Retransmits);
        json.WriteNumber("roundTrip", Math.Round(gauge.RoundTrip.TotalMilliseconds, 4));
        json.WriteString("source", Lower(gauge.Source));
    }

    static void Write(Utf8JsonWriter json, SocketNamedEvent name)
    {
        json.WriteNumber("inode", name.Inode);
        json.WriteNumber("cookie", name.Cookie);
        json.WriteString("family", Lower(name.Family));
        json.WriteString("type", Lower(name.Type));
        json.WriteString("protocol", Lower(name.Protocol));
        WriteNotNull(json, "local", name.Local?.ToString());
        WriteNotNull(json, "remote", name.Remote?.ToString());
        WriteNotNull(json, "path", name.Path);
        WriteNotNull(json, "peer", name.Peer == 0 ? null : name.Peer);
    }

    static void WriteNotNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    static void WriteNotNull(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
