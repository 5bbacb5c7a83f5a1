using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Patchbay.Services;
using Patchbay.Services.Rpc;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>
/// What the service at the other end says about our connections, where it is one of the node that runs here: asked of the node's Unix socket, whose notes are told to
/// whoever subscribes. Silent where there is no such node: the life is told all the same.
/// </summary>
sealed class PeerNotes : IAsyncDisposable
{
    // Nobody waits long for what is only an addition.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    readonly RpcClient _client;
    readonly byte[] _subscription;

    PeerNotes(RpcClient client, byte[] subscription) => (_client, _subscription) = (client, subscription);

    /// <summary>Subscribes, before the connection is made: nothing that the service says can be missed.</summary>
    /// <param name="address">Where the connection goes.</param>
    /// <param name="dataDirectory">The node's.</param>
    /// <param name="heard">Told of each note on any connection of that service; on another thread.</param>
    /// <returns>Null where no node runs here whose service it is, or it does not tell.</returns>
    public static async Task<PeerNotes?> TryStartAsync(Address address, string dataDirectory, Action<PeerNote> heard)
    {
        return NodeStateFile.FindRunning(dataDirectory) is { } node && ServiceAt(node, address) is { } service
            ? await TryStartAsync(node, $$"""{"service":"{{service}}","notes":true}""", json => PeerNote.TryRead(service, json), heard) : null;
    }

    /// <summary>Subscribes to what every service of the node says.</summary>
    /// <param name="dataDirectory">The node's.</param>
    /// <param name="heard">Told of each note; on another thread.</param>
    /// <returns>Null where no node runs here, or it does not tell.</returns>
    public static async Task<PeerNotes?> TryStartAsync(string dataDirectory, Action<PeerNote> heard) =>
        NodeStateFile.FindRunning(dataDirectory) is { } node
            ? await TryStartAsync(node, """{"notes":true}""", json => PeerNote.TryRead("node", json) is { } note ? note with { Service = ServiceOf(node, note) ?? note.Service } : null, heard) : null;

    static async Task<PeerNotes?> TryStartAsync(NodeState node, string subscription, Func<JsonElement, PeerNote?> read, Action<PeerNote> heard)
    {
        if (NodeRpc.FindSocket(node) is not { } socket)
        {
            return null;
        }

        RpcClient? client = null;
        try
        {
            client = await ConnectAsync(socket, (method, json) =>
            {
                if (method == "node.event" && read(json) is { } note)
                {
                    heard(note);
                }
            });
            return new PeerNotes(client, await client.Rpc.CallAsync("node.events", Encoding.UTF8.GetBytes(subscription)));
        }
        catch (Exception error) when (error is SocketException or RpcException or RpcConnectionException or TimeoutException)
        {
            await (client?.DisposeAsync() ?? ValueTask.CompletedTask);
            return null;
        }
    }

    /// <summary>Takes the subscription back: its answer comes after the last note.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _client.Rpc.CallAsync("node.unsubscribe", _subscription);
        }
        catch (Exception error) when (error is RpcException or RpcConnectionException or TimeoutException)
        {
            // The node has gone: there are no more notes.
        }

        await _client.DisposeAsync();
    }

    /// <summary>The service whose port the address has. A service elsewhere on the same port does no harm: notes are matched by both ends.</summary>
    static string? ServiceAt(NodeState node, Address address) => address.Kind != AddressKind.Tcp ? null : ServiceAt(node, address.Port);

    static string? ServiceOf(NodeState node, PeerNote note) => IPEndPoint.TryParse(note.Local, out var local) ? ServiceAt(node, local.Port) : null;

    static string? ServiceAt(NodeState node, int? port) =>
        node.Services.FirstOrDefault(service => service.Value.Any(text => Address.Parse(text, AddressRole.Listen) is { Kind: AddressKind.Tcp } bound && bound.Port == port)).Key;

    /// <summary>A plain socket and not one of our engines': this process's lives are those that the person asked for.</summary>
    static async Task<RpcClient> ConnectAsync(Address address, Action<string, JsonElement> heard)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(address.ToConnectEndPoint());
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new RpcClient(new StreamConnection(new NetworkStream(socket, ownsSocket: true)), new RpcOptions { CallTimeout = Patience }, heard);
    }
}
