using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>The members of a socket in JSON. Sizes are bytes, times have their unit in the name.</summary>
static class SocketJson
{
    static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind");

    [ThreadStatic]
    static Utf8Buffer? t_members;

    public static void Write(Utf8JsonWriter json, SocketRow row)
    {
        // The members that every socket has are put together here and handed over as the value of the first: seventeen calls of the writer would take longer than all the rest of a row.
        var members = t_members ??= new();
        members.CutTo(0);
        members.Append((byte)'"');
        members.Append(SocketWords.Of(row.Kind));
        members.Append("\",\"state\":\""u8);
        members.Append(SocketWords.StateOf(row));
        members.Append((byte)'"');
        WriteEnds(members, row);
        WriteNumbers(members, row);
        json.WritePropertyName(Kind);
        json.WriteRawValue(members.Written, skipInputValidation: true);
        WriteRare(json, row);
        WriteDetails(json, row);
    }

    static void WriteNumbers(Utf8Buffer members, SocketRow row)
    {
        members.Append(row.IsListener ? ",\"acceptQueue\":"u8 : ",\"receiveQueue\":"u8);
        members.Append(row.ReceiveQueue);
        members.Append(row.IsListener ? ",\"backlog\":"u8 : ",\"sendQueue\":"u8);
        members.Append(row.SendQueue);
        members.Append(",\"uid\":"u8);
        members.Append(row.User);
        members.Append(",\"inode\":"u8);
        members.Append(row.Inode);
        members.Append(",\"cookie\":"u8);
        members.Append(row.Cookie);
        if (row.IsInet)
        {
            members.Append(",\"scope\":\""u8);
            members.Append(SocketWords.Of(row.Scope));
            members.Append((byte)'"');
        }
    }

    static void WriteEnds(Utf8Buffer members, SocketRow row)
    {
        if (row.IsInet)
        {
            WriteEnd(members, row.Local, ",\"local\":\""u8, ",\"localHost\":\""u8, ",\"localPort\":"u8);
            if (row.HasRemote)
            {
                WriteEnd(members, row.Remote, ",\"remote\":\""u8, ",\"remoteHost\":\""u8, ",\"remotePort\":"u8);
            }

            return;
        }

        WriteName(members, ",\"local\":\""u8, SocketName.LocalOf(row));
        if (row.PeerInode != 0)
        {
            WriteName(members, ",\"remote\":\""u8, SocketName.RemoteOf(row));
            members.Append(",\"peerInode\":"u8);
            members.Append(row.PeerInode);
        }
    }

    // Addresses are ASCII without anything that JSON escapes.
    static void WriteEnd(Utf8Buffer members, SocketEnd end, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> host, ReadOnlySpan<byte> port)
    {
        Span<byte> text = stackalloc byte[SocketText.MostEndBytes];
        var length = SocketText.Write(end, null, text);
        members.Append(whole);
        members.Append(text[..length]);
        members.Append((byte)'"');
        // The host within it: up to the last colon, without brackets.
        var hostLength = text[..length].LastIndexOf((byte)':');
        members.Append(host);
        members.Append(end.Host.IsV6 ? text[1..(hostLength - 1)] : text[..hostLength]);
        members.Append((byte)'"');
        members.Append(port);
        members.Append(end.Port);
    }

    static void WriteName(Utf8Buffer members, ReadOnlySpan<byte> member, string name)
    {
        members.Append(member);
        members.Append(JsonEncodedText.Encode(name).EncodedUtf8Bytes);
        members.Append((byte)'"');
    }

    // Not of every socket.
    static void WriteRare(Utf8JsonWriter json, SocketRow row)
    {
        if (row.IsV6Only is { } v6Only)
        {
            json.WriteBoolean("v6Only", v6Only);
        }

        if (row.Interface != 0)
        {
            json.WriteString("interface", InterfaceNameCache.Of(row.Interface));
        }

        if (row.Mark is > 0 and var mark)
        {
            json.WriteNumber("mark", mark);
        }

        if (row.Timer != SocketTimer.None)
        {
            json.WriteStartObject("timer");
            json.WriteString("kind", SocketWords.Of(row.Timer));
            json.WriteNumber("milliseconds", row.TimerMilliseconds);
            json.WriteNumber("retransmits", row.Retransmits);
            json.WriteEndObject();
        }

        if (row.Owners.Count > 0)
        {
            json.WriteStartArray("processes");
            foreach (var owner in row.Owners)
            {
                json.WriteStartObject();
                json.WriteNumber("pid", owner.Pid);
                json.WriteString("name", owner.Name);
                json.WriteNumber("fd", owner.Descriptor);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
    }

    static void WriteDetails(Utf8JsonWriter json, SocketRow row)
    {
        if (row.Tcp is { } tcp)
        {
            json.WritePropertyName("tcp");
            TcpJson.Write(json, tcp, row.Congestion);
        }

        if (row.Memory is { } memory)
        {
            json.WriteStartObject("memory");
            json.WriteNumber("received", memory.Received);
            json.WriteNumber("receiveLimit", memory.ReceiveLimit);
            json.WriteNumber("sent", memory.Sent);
            json.WriteNumber("sendLimit", memory.SendLimit);
            json.WriteNumber("queued", memory.Queued);
            json.WriteNumber("backlog", memory.Backlog);
            json.WriteNumber("drops", memory.Drops);
            json.WriteEndObject();
        }
    }
}
