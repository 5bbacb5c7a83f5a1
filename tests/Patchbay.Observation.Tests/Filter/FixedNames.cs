using System.Net;

namespace Patchbay.Observation.Tests.Filter;

/// <summary>Names that are the same on every machine.</summary>
sealed class FixedNames : IFilterNames
{
    public IReadOnlyList<IPAddress> Hosts(string name) => name switch
    {
        "one.test" => [IPAddress.Parse("192.0.2.1")],
        "both.test" => [IPAddress.Parse("192.0.2.2"), IPAddress.Parse("2001:db8::2")],
        _ => [],
    };

    public int? Port(string service) => service switch { "https" => 443, "ftp-data" => 20, _ => null };

    public uint? User(string name) => name == "ann" ? 1000u : null;

    public uint? Interface(string name) => name == "lo" ? 1u : null;

    public ulong? Cgroup(string path) => path == "/a.slice" ? 77ul : null;
}
