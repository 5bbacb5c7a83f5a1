using System.Text.Json;
using Patchbay.Observation;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>The members of a socket in JSON. Sizes are bytes, times have their unit in the name.</summary>
static class SocketJson
{
    static readonly JsonEncodedText Kind = JsonEncodedText.Encode("kind"), State = JsonEncodedText.Encode("state"), Local = JsonEncodedText.Encode("local"),
        LocalHost = JsonEncodedText.Encode("localHost"), LocalPort = JsonEncodedText.Encode("localPort"), Remote = JsonEncodedText.Encode("remote"),
        RemoteHost = JsonEncodedText.Encode("remoteHost"), RemotePort = JsonEncodedText.Encode("remotePort"), ReceiveQueue = JsonEncodedText.Encode("receiveQueue"),
        SendQueue = JsonEncodedText.Encode("sendQueue"), Uid = JsonEncodedText.Encode("uid"), Inode = JsonEncodedText.Encode("inode"), Cookie = JsonEncodedText.Encode("cookie"),
        Scope = JsonEncodedText.Encode("scope");

    static readonly JsonEncodedText[] Kinds = [.. Enum.GetValues<SocketKind>().Select(static kind => JsonEncodedText.Encode(SocketWords.Of(kind)))];
    static readonly JsonEncodedText[] States = [.. Enum.GetValues<TcpState>().Select(static state => JsonEncodedText.Encode(SocketWords.Of(state)))];
    static readonly JsonEncodedText Bound = JsonEncodedText.Encode("BOUND");
    static readonly JsonEncodedText[] Scopes = [.. Enum.GetValues<SocketScope>().Select(static scope => JsonEncodedText.Encode(SocketWords.Of(scope)))];

    public static void Write(Utf8JsonWriter json, SocketRow row)
    {
        json.WriteString(Kind, Kinds[(int)row.Kind]);
        json.WriteString(State, row is { Kind: SocketKind.Tcp, State: TcpState.Closed } ? Bound : States[(int)row.State]);
        WriteEnds(json, row);
        if (row.IsListener)
        {
            json.WriteNumber("acceptQueue", row.ReceiveQueue);
            json.WriteNumber("backlog", row.SendQueue);
        }
        else
        {
            json.WriteNumber(ReceiveQueue, row.ReceiveQueue);
            json.WriteNumber(SendQueue, row.SendQueue);
        }

        json.WriteNumber(Uid, row.User);
        json.WriteNumber(Inode, row.Inode);
        json.WriteNumber(Cookie, row.Cookie);
        if (row.IsInet)
        {
            json.WriteString(Scope, Scopes[(int)row.Scope]);
        }

        WriteRare(json, row);
        WriteDetails(json, row);
    }

    static void WriteEnds(Utf8JsonWriter json, SocketRow row)
    {
        if (!row.IsInet)
        {
            json.WriteString(Local, SocketName.LocalOf(row));
            if (row.PeerInode != 0)
            {
                json.WriteString(Remote, SocketName.RemoteOf(row));
                json.WriteNumber("peerInode", row.PeerInode);
            }

            return;
        }

        WriteEnd(json, row.Local, Local, LocalHost, LocalPort);
        if (row.HasRemote)
        {
            WriteEnd(json, row.Remote, Remote, RemoteHost, RemotePort);
        }
    }

    static void WriteEnd(Utf8JsonWriter json, SocketEnd end, JsonEncodedText whole, JsonEncodedText host, JsonEncodedText port)
    {
        Span<byte> text = stackalloc byte[SocketText.MostEndBytes];
        var length = SocketText.Write(end, null, text);
        json.WriteString(whole, text[..length]);
        // The host within it: up to the last colon, without brackets.
        var hostLength = text[..length].LastIndexOf((byte)':');
        json.WriteString(host, end.Host.IsV6 ? text[1..(hostLength - 1)] : text[..hostLength]);
        json.WriteNumber(port, end.Port);
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
