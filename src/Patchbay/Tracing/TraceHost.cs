using System.Net;

namespace Patchbay;

/// <summary>Where a trace goes.</summary>
/// <param name="Name">As it was asked for.</param>
/// <param name="Address">The address.</param>
sealed record TraceHost(string Name, IPAddress Address)
{
    /// <summary><c>example.org (192.0.2.7)</c>, or the address alone.</summary>
    public override string ToString() => Name == Address.ToString() ? Name : $"{Name} ({Address})";
}
