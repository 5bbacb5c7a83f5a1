namespace Patchbay.Observation;

/// <summary>The ephemeral port, which comes at connect(2) and not at socket(2).</summary>
static class LentPort
{
    public static string? Of(LifeScene scene, SocketLife life, CallEvent call) => call is { Name: "connect", Result: 0 } ? Words(life, call)?[2..] : null;

    /// <summary>To go behind another clause; null where the port is not known, or the program chose it.</summary>
    public static string? Words(SocketLife life, CallEvent call) =>
        life.Name?.Local is { Port: > 0 } local && !life.Calls.Any(other => other is { Name: "bind", Result: 0, Address: not { Port: 0 } } && other.At <= call.At)
        && life.Calls.All(other => other.At >= call.At || other.Name != "connect")
            ? $"; the kernel lent port {local.Port} at connect(), not at socket()" : null;
}
