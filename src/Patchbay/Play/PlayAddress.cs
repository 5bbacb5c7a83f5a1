using Patchbay.Sockets;

namespace Patchbay.Play;

/// <summary>Where a game is: <c>HOST:PORT</c> means UDP here.</summary>
static class PlayAddress
{
    /// <exception cref="UserError">The address is none of datagrams that connects.</exception>
    public static Address Resolve(string text, string dataDirectory)
    {
        var address = PatchAddresses.Resolve(text, AddressRole.Connect, dataDirectory);
        if (address is { Kind: AddressKind.Tcp, Layers.Count: 0 } && !text.StartsWith("tcp", StringComparison.Ordinal))
        {
            address = address with { Kind = AddressKind.Udp };
        }

        return address is { Kind: AddressKind.Udp, Listens: false }
            ? address
            : throw new UserError(ExitCode.Usage, $"'{text}' is no address of a game", "Games are on UDP: HOST:7777, udp:HOST:7777, or game for the one of the running node.");
    }
}
