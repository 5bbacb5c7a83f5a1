using System.Globalization;

namespace Patchbay.Observation;

/// <summary>What ports are for: a table of our own, and /etc/services where there is one. Thread-safe.</summary>
public static class KnownPorts
{
    static readonly Lazy<IReadOnlyList<PortUse>> BuiltIn = new(static () => Parse(Glossary.Resource("Ports.txt")));
    static readonly Lazy<IReadOnlyList<PortUse>> All = new(static () => Merge(BuiltIn.Value, ServicesFile.Read()));

    /// <summary>The uses of a port: TCP before UDP.</summary>
    public static IReadOnlyList<PortUse> Of(int port) => [.. All.Value.Where(use => use.Port == port).OrderBy(static use => use.Protocol, StringComparer.Ordinal)];

    /// <summary>The ports of a service's name.</summary>
    public static IReadOnlyList<PortUse> Named(string name) => [.. All.Value.Where(use => string.Equals(use.Name, name, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The names that have a port.</summary>
    public static IEnumerable<string> Names => All.Value.Select(static use => use.Name).OfType<string>().Distinct();

    /// <summary>Those of our table with what they are for, then what services(5) has besides.</summary>
    internal static IReadOnlyList<PortUse> Merge(IReadOnlyList<PortUse> ours, IEnumerable<ServicesLine> services)
    {
        var known = ours.Select(static use => (use.Port, use.Protocol)).ToHashSet();
        return [.. ours, .. services.Where(line => known.Add((line.Port, line.Protocol))).Select(static line => new PortUse(line.Port, line.Protocol, line.Name, null))];
    }

    /// <summary>Reads our table: <c>port/protocol[+protocol] name  summary</c>.</summary>
    internal static IReadOnlyList<PortUse> Parse(string text)
    {
        var uses = new List<PortUse>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#'))
        {
            if (line.Split(' ', 2) is not [var where, var rest] || where.Split('/') is not [var port, var protocols] || rest.Split("  ", 2) is not [var name, var summary])
            {
                throw new FormatException($"'{line}' is no 'port/protocol name  summary'.");
            }

            uses.AddRange(protocols.Split('+').Select(protocol => new PortUse(int.Parse(port, CultureInfo.InvariantCulture), protocol, name == "-" ? null : name, summary)));
        }

        return uses;
    }
}
