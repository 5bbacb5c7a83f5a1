using Patchbay.Sockets;

namespace Patchbay;

/// <summary>Addresses of the verbs that patch.</summary>
static class PatchAddresses
{
    /// <summary>Our stdin and stdout.</summary>
    public static Address Standard { get; } = new() { Kind = AddressKind.Standard };

    /// <summary>The address; a service's name becomes the address it listens on in the running node.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="role">What it means when it does not say itself whether it listens.</param>
    /// <param name="dataDirectory">Of the node.</param>
    public static Address Resolve(string text, AddressRole role, string dataDirectory)
    {
        var address = Address.Parse(text, role);
        return address.Kind == AddressKind.Service ? RunningServices.Find(address.Target!, dataDirectory) : address;
    }
}
