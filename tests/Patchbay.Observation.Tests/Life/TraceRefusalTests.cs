namespace Patchbay.Observation.Tests.Life;

public sealed class TraceRefusalTests
{
    /// <summary>The settings of Documentation/admin-guide/LSM/Yama.rst.</summary>
    [Theory]
    [InlineData(0, "Operation not permitted", "A sandbox forbids ptrace")]
    [InlineData(1, "for one's own children only (Yama)", "`life -- COMMAND`")]
    [InlineData(2, "to administrators only (Yama)", "Run this as root")]
    [InlineData(3, "to nobody (Yama)", "is 3 until the next start")]
    public void What_Yama_forbids_is_said_with_the_way_out_that_its_setting_leaves(int scope, string words, string hint)
    {
        var refusal = TraceRefusal.Explain(1, Environment.ProcessId, scope);
        Assert.Equal(ObservationFailure.Denied, refusal.Failure);
        Assert.StartsWith($"process {Environment.ProcessId} may not be watched: ", refusal.Message);
        Assert.Contains(words, refusal.Message);
        Assert.Contains(hint, refusal.Hint);
    }
}
