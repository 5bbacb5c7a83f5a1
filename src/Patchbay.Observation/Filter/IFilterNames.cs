using System.Net;

namespace Patchbay.Observation;

/// <summary>What the names in a filter stand for. The parser asks for nothing else from outside.</summary>
public interface IFilterNames
{
    /// <summary>The addresses of a host; empty when there are none.</summary>
    IReadOnlyList<IPAddress> Hosts(string name);

    /// <summary>The port of a service; null when it is not known.</summary>
    int? Port(string service);

    /// <summary>The number of a user; null when there is none of that name.</summary>
    uint? User(string name);

    /// <summary>The number of an interface; null when there is none of that name.</summary>
    uint? Interface(string name);

    /// <summary>The number of a control group (v2); null when there is none at that path.</summary>
    ulong? Cgroup(string path);
}
