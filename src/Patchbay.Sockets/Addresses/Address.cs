namespace Patchbay.Sockets;

/// <summary>
/// One address of the grammar that every verb speaks: <c>[layer+]*base[-listen]:target[,option=value]…</c>. Immutable; equality is by meaning.
/// docs/addresses.md carries the EBNF.
/// </summary>
public sealed record Address
{
    /// <summary>What the address names under its layers.</summary>
    public required AddressKind Kind { get; init; }

    /// <summary>The layers around the base, outermost first: <c>tls</c>, <c>ws</c>. <c>wss:</c> is <c>["ws", "tls"]</c>.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The address waits for others to come.</summary>
    public bool Listens { get; init; }

    /// <summary>Host name or literal without brackets; null where the base has none, or for "every address" of a listener that names only a port.</summary>
    public string? Host { get; init; }

    /// <summary>0 to 65535; null where the base has none.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// The rest of the target where the base is not host and port: a path (Unix, file), a command, an interface, a raw protocol, a descriptor number,
    /// a service's name, the path and query of a WebSocket URL.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>The options in the order written.</summary>
    public IReadOnlyList<AddressOption> Options { get; init; } = [];
}
