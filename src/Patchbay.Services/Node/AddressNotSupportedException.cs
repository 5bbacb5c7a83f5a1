using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>An address of the grammar that cannot be used for what was asked: a kind that is not built yet, or one that makes no sense there.</summary>
/// <param name="address">The address.</param>
/// <param name="message">What cannot be done, one sentence.</param>
/// <param name="hint">What can.</param>
public sealed class AddressNotSupportedException(Address address, string message, string hint) : NotSupportedException(message)
{
    /// <summary>The address.</summary>
    public Address Address { get; } = address;

    /// <summary>One line that helps.</summary>
    public string Hint { get; } = hint;
}
