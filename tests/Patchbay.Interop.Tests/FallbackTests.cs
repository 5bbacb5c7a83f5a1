namespace Patchbay.Interop.Tests;

/// <summary>What the program does where io_uring is denied, as it is in most containers: by seccomp, with EPERM.</summary>
public sealed class FallbackTests
{
    static readonly string Denied = Path.Combine(AppContext.BaseDirectory, "WithoutIoUring");
    static readonly string Program = Path.Combine(AppContext.BaseDirectory, "patchbay");

    [NeedsFact("linux")]
    public async Task Auto_takes_the_portable_engine_says_so_once_and_serves()
    {
        using var data = new TemporaryFolder();
        await using var node = Start("up", "echo", "--engine", "auto", "--data", data.Path, "--set", "echo.listen=127.0.0.1:0");
        await node.OutputHas(static text => text.Contains("patchbay connect echo", StringComparison.Ordinal), "the service");
        Assert.Contains("engine: sockets (io_uring is not permitted here)", node.Output, StringComparison.Ordinal);
        await using var client = ChildProcess.Start(Program, ["connect", "echo", "--data", data.Path], PatchbayProcess.Variables);
        await client.WriteAsync("through the other engine\n");
        await client.OutputHas(static text => text.Contains("through the other engine", StringComparison.Ordinal), "the echo");
        Assert.Equal(0, await client.FinishAsync());
        Assert.Equal(1, (node.Error + node.Output).Split("engine:").Length - 1);
    }

    [NeedsTheory("linux")]
    [InlineData("uring")]
    [InlineData("uring-pinned")]
    public async Task A_ring_asked_for_by_name_is_a_clear_error_and_no_silent_fallback(string engine)
    {
        using var data = new TemporaryFolder();
        await using var node = Start("up", "echo", "--engine", engine, "--data", data.Path, "--set", "echo.listen=127.0.0.1:0");
        Assert.Equal(4, await node.ExitAsync());
        Assert.Contains($"The {engine} engine cannot run: io_uring is not permitted here", node.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", node.Error, StringComparison.Ordinal);
    }

    [NeedsFact("linux")]
    public async Task The_same_program_takes_the_ring_where_nothing_denies_it()
    {
        using var data = new TemporaryFolder();
        await using var node = ChildProcess.Start(Program, ["up", "echo", "--engine", "uring", "--data", data.Path, "--set", "echo.listen=127.0.0.1:0"], PatchbayProcess.Variables);
        await node.OutputHas(static text => text.Contains("engine: uring (", StringComparison.Ordinal), "the engine");
    }

    static ChildProcess Start(params string[] arguments) => ChildProcess.Start(Denied, [Program, .. arguments], PatchbayProcess.Variables);
}
