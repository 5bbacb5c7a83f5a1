using Patchbay.Services;
using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Where the running node answers calls.</summary>
static class NodeRpc
{
    /// <summary>The name that stands for it where an address is typed.</summary>
    public const string Word = "node";

    const string Service = "rpc";

    /// <summary>The node's Unix socket, or where there is none its first address.</summary>
    /// <exception cref="UserError">No node runs, or it does not serve rpc.</exception>
    public static Address Find(string dataDirectory) =>
        NodeStateFile.FindRunning(dataDirectory) is { } node && FindSocket(node) is { } socket ? socket : RunningServices.Find(Service, dataDirectory);

    /// <summary>The node's Unix socket, or null.</summary>
    public static Address? FindSocket(NodeState node) =>
        node.Services.TryGetValue(Service, out var bound)
            ? bound.Select(static text => Address.Parse(text, AddressRole.Listen)).FirstOrDefault(static address => address is { Kind: AddressKind.Unix, Layers.Count: 0 })?.Reach()
            : null;
}
