using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>A service that a node has started.</summary>
/// <param name="Service">The service.</param>
/// <param name="Bound">Where it really listens.</param>
/// <param name="Moves">Default ports that were taken, and what was used instead.</param>
public sealed record RunningService(IService Service, IReadOnlyList<Address> Bound, IReadOnlyList<PortMove> Moves)
{
    /// <summary>The service's name.</summary>
    public string Name => Service.Description.Name;

    /// <summary>The command that shows that it works, with the address a client uses.</summary>
    public string Try => TryWith(Bound[0].Reach().Format());

    /// <summary>The same command with the service's name as address: for a node that can be found by name.</summary>
    public string TryByName => TryWith(Name);

    string TryWith(string address) => Service.Description.Try.Replace("{address}", address, StringComparison.Ordinal);
}

/// <summary>A default port that was taken.</summary>
/// <param name="Wanted">The default.</param>
/// <param name="Used">The port taken instead.</param>
/// <param name="Holder">Who has the default, or null when that is not known.</param>
public sealed record PortMove(int Wanted, int Used, string? Holder);
