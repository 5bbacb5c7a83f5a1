using System.Collections.Immutable;
using System.Net;

namespace Patchbay.Probing;

/// <summary>What a state file tells in one record.</summary>
abstract record StateRecord
{
    /// <summary>Of which plan the file is; the first record.</summary>
    public sealed record OfPlan(ImmutableArray<byte> Hash) : StateRecord;

    /// <summary>What a name was resolved to when the scan began.</summary>
    public sealed record OfName(string Text, ImmutableArray<IPAddress> Addresses) : StateRecord;

    /// <summary>A host.</summary>
    public sealed record OfHost(HostFinding Finding) : StateRecord;

    /// <summary>A port.</summary>
    public sealed record OfPort(PortFinding Finding) : StateRecord;

    /// <summary>A service.</summary>
    public sealed record OfService(int Host, ushort Port, ServiceFinding Finding) : StateRecord;
}
