namespace Patchbay.Observation;

/// <summary>The rules, and what they say of a recording and of a host. Pure; thread-safe.</summary>
public static class DoctorRules
{
    /// <summary>Every rule, by its number.</summary>
    public static IReadOnlyList<DoctorRule> All { get; } =
    [
        FramingRule.Rule, AddressInUseRule.Rule, SharedPortRule.Rule, CloseWaitRule.Rule, EphemeralPortsRule.Rule, NagleRule.Rule, AbortiveCloseRule.Rule, EndOfStreamRule.Rule,
        BacklogRule.Rule, DeadPeerRule.Rule, WrongAddressRule.Rule, DeadlockRule.Rule, SlowReaderRule.Rule, DatagramLossRule.Rule, AcceptLoopRule.Rule, BrokenPipeRule.Rule,
        SelfConnectRule.Rule, ByteOrderRule.Rule, PartialSendRule.Rule,
    ];

    /// <summary>What a recording shows.</summary>
    public static IReadOnlyList<Finding> Judge(CaseHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return [.. All.SelectMany(rule => (rule.InHistory?.Invoke(history) ?? []).Select(sign => new Finding(rule, sign)))];
    }

    /// <summary>What two views of the host show.</summary>
    public static IReadOnlyList<Finding> Judge(HostView host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return [.. All.SelectMany(rule => (rule.OnHost?.Invoke(host) ?? []).Select(sign => new Finding(rule, sign)))];
    }
}
