using System.Text.Json;

namespace Patchbay.Interop.Tests.Lab;

public class LabTests
{
    [NeedsFact("linux", "python3")]
    public async Task Explain_counts_the_sockets_that_another_program_forgot_to_close()
    {
        await using var forgetful = ChildProcess.Start("python3", ["-c", """
            import socket, sys
            l = socket.create_server(("127.0.0.1", 0)); pairs = []
            for i in range(3):
                c = socket.create_connection(l.getsockname()); s, _ = l.accept(); pairs.append(s); c.close(); s.recv(1)
            print("ready", flush=True); sys.stdin.read()
            """]);
        await forgetful.OutputHas(static text => text.Contains("ready", StringComparison.Ordinal), "ready");
        await using var explain = PatchbayProcess.Start("explain", "--json", "CLOSE_WAIT");
        Assert.Equal(0, await explain.Process.ExitAsync());
        var now = JsonDocument.Parse(explain.Process.Output).RootElement.GetProperty("data").GetProperty("explain")[0].GetProperty("now")[0].GetString();
        // Other tests may have some of their own at this moment, and then more names than are told.
        Assert.Matches($@"python3 \(pid {forgetful.Id}\) 3|more processes", now);
    }

    [NeedsFact("linux", "nc.openbsd")]
    public async Task A_client_of_another_program_is_accepted_step_by_step()
    {
        await using var lab = PatchbayProcess.Start("lab", "step", "--json=lines");
        await lab.Process.WriteAsync("a = socket tcp\nbind a 127.0.0.1:0\nlisten a\n");
        await lab.Process.OutputHas(static text => text.Contains("\"listen a\"", StringComparison.Ordinal), "listen");
        var listening = JsonDocument.Parse(lab.Process.Output.Split('\n')[2]).RootElement.GetProperty("data").GetProperty("sockets")[0];
        var port = listening.GetProperty("local").GetString()!.Split(':')[1];
        await using var client = ChildProcess.Start("nc.openbsd", ["-N", "127.0.0.1", port]);
        await client.WriteAsync("hello\n");
        await lab.Process.WriteAsync("b = accept a wait 30s\nrecv b wait 30s\nsend b \"bye\\n\"\nclose b\n");
        await client.OutputHas(static text => text == "bye\n", "bye");
        Assert.Equal(0, await client.FinishAsync());
        Assert.Equal(0, await lab.Process.FinishAsync());
        Assert.Contains("6 bytes: \\u0022hello\\\\n\\u0022", lab.Process.Output);
    }

    [NeedsFact("linux")]
    public async Task In_each_model_the_further_client_is_served_beside_the_silent_or_after_them()
    {
        await using var lab = PatchbayProcess.Start("lab", "blocking", "--json=lines");
        Assert.Equal(0, await lab.Process.ExitAsync());
        var models = lab.Process.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("data"))
            .Where(static data => data.TryGetProperty("model", out _)).ToDictionary(static data => data.GetProperty("model").GetString()!);
        Assert.Equal(["async", "iterative", "pool", "threads"], models.Keys.Order());
        Assert.All(models.Values, static data => Assert.True(data.GetProperty("answered").GetBoolean()));
        Assert.All(new[] { "iterative", "pool" }, model => Assert.False(models[model].GetProperty("answeredBeside").GetBoolean()));
        Assert.All(new[] { "iterative", "pool" }, model => Assert.Equal(1, models[model].GetProperty("queue").GetInt32()));
        // On a busy machine even these may not have come to accept it; then it is told so.
        Assert.All(new[] { "threads", "async" }, model => Assert.True(models[model].GetProperty("answeredBeside").GetBoolean() || models[model].GetProperty("queue").GetInt32() == 1));
    }
}
