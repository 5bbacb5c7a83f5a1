using Patchbay.Observation;

namespace Patchbay;

/// <summary><c>sockets --pairs</c>: both ends of a connection in one row.</summary>
static class SocketPairsReport
{
    public static ExitCode Write(Invocation invocation, SocketQuery query)
    {
        var pairs = SocketPairs.Find(query);
        if (invocation.Report.Json == JsonMode.None)
        {
            WriteTable(invocation.Io.Output, pairs);
        }
        else
        {
            WriteJson(invocation.Io.Output, pairs, invocation.Report.Json == JsonMode.Lines);
        }

        return ExitCode.Done;
    }

    static void WriteTable(Stream output, IReadOnlyList<SocketPair> pairs)
    {
        var table = new Utf8Table(output, heading: true,
            new("KIND"), new("CLIENT"), new("PROCESS"), new("STATE"), new("UNREAD", true), new("UNSENT", true), new(""), new("UNSENT", true), new("UNREAD", true), new("STATE"), new("SERVER"), new("PROCESS"));
        foreach (var (client, server) in pairs)
        {
            table.Cell(SocketWords.Of(client.Kind));
            table.Cell(SocketName.Of(client, local: true));
            table.Cell(SocketOwners.Text(client));
            table.Cell(SocketWords.StateOf(client));
            table.Cell(client.ReceiveQueue);
            table.Cell(client.SendQueue);
            table.Cell("<->"u8);
            if (server is null)
            {
                table.Cell("-"u8);
                table.Cell("-"u8);
                table.Cell("gone"u8);
                table.Cell(SocketName.Of(client, local: false));
                table.Cell("-"u8);
            }
            else
            {
                table.Cell(server.SendQueue);
                table.Cell(server.ReceiveQueue);
                table.Cell(SocketWords.StateOf(server));
                table.Cell(SocketName.Of(server, local: true));
                table.Cell(SocketOwners.Text(server));
            }

            table.EndRow(((ulong)client.Kind << 40) | ((ulong)(server?.Local.Port ?? client.Remote.Port) << 16) | client.Local.Port);
        }

        table.Finish();
    }

    static void WriteJson(Stream output, IReadOnlyList<SocketPair> pairs, bool lines)
    {
        using var json = new JsonRows(output, "pairs", "pair", lines);
        foreach (var (client, server) in pairs)
        {
            json.Row(writer =>
            {
                writer.WriteStartObject("client");
                SocketJson.Write(writer, client);
                writer.WriteEndObject();
                if (server is not null)
                {
                    writer.WriteStartObject("server");
                    SocketJson.Write(writer, server);
                    writer.WriteEndObject();
                }
            });
        }

        json.Finish();
    }
}
