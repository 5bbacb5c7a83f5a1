namespace Patchbay.Sockets;

/// <summary>An address is well formed, and its kind of socket cannot be used here. One line for people; the program's exit code for it is 4.</summary>
public sealed class AddressNotSupportedException : NotSupportedException
{
    /// <summary>An address that cannot be used.</summary>
    /// <param name="address">The address.</param>
    /// <param name="message">Why, one line: <c>this machine has no interface eth9</c>.</param>
    /// <param name="hint">What to do about it, one line; null when there is nothing more to say.</param>
    public AddressNotSupportedException(Address address, string message, string? hint = null) : base(message) => (Address, Hint) = (address, hint);

    /// <summary>The address.</summary>
    public Address Address { get; }

    /// <summary>One line that helps, or null.</summary>
    public string? Hint { get; }
}
