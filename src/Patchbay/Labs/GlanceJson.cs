using System.Text.Json;
using Patchbay.Observation;

namespace Patchbay;

/// <summary>Sockets of the laboratory as JSON.</summary>
static class GlanceJson
{
    /// <summary>An array of them.</summary>
    public static void Write(Utf8JsonWriter json, string name, IEnumerable<SocketGlance> sockets)
    {
        json.WriteStartArray(name);
        foreach (var socket in sockets)
        {
            json.WriteStartObject();
            json.WriteString("name", socket.Name);
            if (socket.Descriptor is { } descriptor)
            {
                json.WriteNumber("descriptor", descriptor);
            }

            json.WriteString("state", socket.State);
            if (socket.Local is { Port: > 0 } local)
            {
                json.WriteString("local", local.ToString());
            }

            if (socket.Remote is { } remote)
            {
                json.WriteString("remote", remote.ToString());
            }

            json.WriteNumber(socket.IsListener ? "queue" : "unread", socket.Unread);
            json.WriteNumber(socket.IsListener ? "backlog" : "unacknowledged", socket.Unacknowledged);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
