using System.Globalization;

namespace Patchbay.Observation;

/// <summary>A well-known statement about sockets, with an experiment that tests it.</summary>
/// <param name="name">The word that asks for it.</param>
/// <param name="statement">The statement.</param>
public abstract class Claim(string name, string statement)
{
    /// <summary>The word that asks for it.</summary>
    public string Name { get; } = name;

    /// <summary>The statement.</summary>
    public string Statement { get; } = statement;

    /// <summary>Does the experiment: a second at most, on loopback.</summary>
    /// <exception cref="ObservationException">It cannot be done here.</exception>
    public abstract ClaimResult Run();

    private protected static Evidence Found(string what, FormattableString found) => new(what, found.ToString(CultureInfo.InvariantCulture));

    private protected static string YesNo(bool value) => value ? "yes" : "no";
}
