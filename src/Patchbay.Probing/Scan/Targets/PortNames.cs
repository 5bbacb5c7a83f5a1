using System.Collections.Frozen;
using System.Globalization;

namespace Patchbay.Probing;

/// <summary>The names of ports: those of services(5), and our own small list where that file is missing or has none. Immutable.</summary>
public sealed class PortNames
{
    const string SystemFile = "/etc/services";

    static readonly Lazy<PortNames> OfSystem = new(static () => new PortNames(ReadSystemFile()));

    readonly FrozenDictionary<(string Name, bool Udp), ushort> _ports;
    readonly FrozenDictionary<(ushort Port, bool Udp), string> _names;

    /// <summary>Names of a text in the form of services(5), before those of our own list.</summary>
    /// <param name="services">The text; lines that cannot be read are passed over, as the system does.</param>
    public PortNames(string services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Dictionary<(string, bool), ushort> ports = [];
        Dictionary<(ushort, bool), string> names = [];
        foreach (var line in services.Split('\n'))
        {
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[1].Split('/') is [var number, "tcp" or "udp"] && ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
            {
                Add([words[0], .. words[2..]], port, words[1].EndsWith("udp", StringComparison.Ordinal));
            }
        }

        foreach (var known in KnownPorts.Tcp)
        {
            Add([known.Name], known.Port, udp: false);
        }

        foreach (var known in KnownPorts.Udp)
        {
            Add([known.Name], known.Port, udp: true);
        }

        (_ports, _names) = (ports.ToFrozenDictionary(), names.ToFrozenDictionary());
        Names = [.. ports.Keys.Select(static key => key.Item1).Distinct()];

        void Add(ReadOnlySpan<string> aliases, ushort port, bool udp)
        {
            names.TryAdd((port, udp), aliases[0]);
            foreach (var alias in aliases)
            {
                ports.TryAdd((alias.ToLowerInvariant(), udp), port);
            }
        }
    }

    /// <summary>Those of this system. Read once.</summary>
    public static PortNames System => OfSystem.Value;

    /// <summary>Every name.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The port of a name, in the other protocol where this one has none; null when no port is called so. Case plays no part.</summary>
    public ushort? PortOf(string name, bool udp)
    {
        ArgumentNullException.ThrowIfNull(name);
        name = name.ToLowerInvariant();
        return _ports.TryGetValue((name, udp), out var port) || _ports.TryGetValue((name, !udp), out port) ? port : null;
    }

    /// <summary>The name of a port; null when it has none. It says what is usual there, not what is there.</summary>
    public string? NameOf(ushort port, bool udp) => _names.GetValueOrDefault((port, udp));

    static string ReadSystemFile()
    {
        try
        {
            return File.Exists(SystemFile) ? File.ReadAllText(SystemFile) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
