namespace Patchbay.Sockets;

/// <summary>How a verb reads an address that does not say itself whether it listens: <c>:8080</c>, <c>tcp:8080</c>.</summary>
public enum AddressRole
{
    /// <summary>The verb connects: <c>db:5432</c> is <c>tcp:db:5432</c>.</summary>
    Connect,

    /// <summary>The verb listens: <c>:8080</c> is <c>tcp-listen:8080</c>.</summary>
    Listen,
}
