using Microsoft.Extensions.Configuration;
using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>The options that every stream service has: the limits of its <see cref="ConnectionHost"/>.</summary>
public static class StreamOptions
{
    const int MostConnections = 1_000_000;

    /// <summary>The options with their defaults, for <see cref="ServiceDescription.Options"/>.</summary>
    public static IReadOnlyList<ServiceOption> All { get; } =
    [
        new("max-connections", "10000", "connections (1 to 1000000)",
            "Connections served at once; further clients wait in the kernel's backlog. Above the process's descriptor limit, accepting fails.")
        {
            Check = static text => OptionValues.Count(text, 1, MostConnections),
        },
        new("max-connections-per-address", "none", "connections (1 to 1000000) or none",
            "Connections served at once for one remote address; one more is reset. Clients behind one NAT share the limit.")
        {
            Check = static text => OptionValues.CountOrNone(text, 1, MostConnections),
        },
        new("idle-timeout", "none", "duration (30s, 5m) or none",
            "A connection that moves no byte for so long is reset. Too short, it cuts people who think before they type.")
        {
            Check = static text => OptionValues.DurationOrNone(text),
        },
        new("drain-timeout", "5s", "duration (500ms, 5s)",
            "How long a stopping service lets connections finish before it cuts them. 0s cuts at once and loses what is on its way.")
        {
            Check = static text => OptionValues.Duration(text),
        },
    ];

    /// <summary>The host's limits from a service's section; what is not set there has the default of <see cref="All"/>.</summary>
    /// <param name="section">The service's section.</param>
    /// <param name="listen">The address; its own <c>idle</c> goes over the service's.</param>
    /// <exception cref="FormatException">A value is no value of its option.</exception>
    public static ConnectionHostOptions Read(IConfiguration section, Address listen)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(listen);
        return new ConnectionHostOptions
        {
            MaxConnections = OptionValues.Count(Text("max-connections"), 1, MostConnections),
            MaxConnectionsPerAddress = OptionValues.CountOrNone(Text("max-connections-per-address"), 1, MostConnections),
            IdleTimeout = OptionValues.DurationOrNone(listen.FindOption("idle")?.Value ?? Text("idle-timeout")),
            DrainTimeout = OptionValues.Duration(Text("drain-timeout")),
        };

        string Text(string key) => section[key] ?? All.First(option => option.Key == key).Default;
    }
}
