namespace Patchbay.Probing;

/// <summary>What a result is a result of.</summary>
/// <param name="Arguments">The command line, for people.</param>
/// <param name="Started">When.</param>
/// <param name="Method">How ports were asked.</param>
/// <param name="MethodWords">The same with the reason, for people.</param>
/// <param name="Hosts">Hosts of the plan.</param>
/// <param name="Probes">Ports of the plan, or of the shard, over all hosts.</param>
/// <param name="Shard">Which part of the plan; null for all of it.</param>
public sealed record ScanHeader(string Arguments, DateTimeOffset Started, ScanMethod Method, string MethodWords, int Hosts, long Probes, string? Shard)
{
    /// <summary>Ports are those of UDP.</summary>
    public bool IsUdp => Method == ScanMethod.Udp;
}
