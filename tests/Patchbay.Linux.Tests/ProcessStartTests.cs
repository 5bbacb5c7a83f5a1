namespace Patchbay.Linux.Tests;

public class ProcessStartTests
{
    [Fact]
    public void A_running_process_has_one_start() =>
        Assert.Equal(ProcessStart.Find(Environment.ProcessId), ProcessStart.Find(Environment.ProcessId));

    [Fact]
    public void Our_own_start_is_known() => Assert.NotNull(ProcessStart.Find(Environment.ProcessId));

    [NeedsFact("sleep")]
    public async Task A_process_that_ended_has_none()
    {
        var child = ChildProcess.Start("sleep", ["0"]);
        await child.ExitAsync();
        var pid = child.Id;
        await child.DisposeAsync();
        Assert.Null(ProcessStart.Find(pid));
    }
}
