namespace Patchbay.Sockets;

/// <summary>An address is well formed, and its kind of socket cannot be used here. One line for people; the program's exit code for it is 4.</summary>
public sealed class AddressNotSupportedException : NotSupportedException
{
    /// <summary>An address that cannot be used.</summary>
    /// <param name="address">The address.</param>
    /// <param name="message">Why, one line: <c>udp sockets are not built in yet</c>.</param>
    public AddressNotSupportedException(Address address, string message) : base(message) => Address = address;

    /// <summary>The address.</summary>
    public Address Address { get; }
}
