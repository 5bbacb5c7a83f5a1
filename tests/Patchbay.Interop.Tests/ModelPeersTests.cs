using System.Runtime.InteropServices;

namespace Patchbay.Interop.Tests;

/// <summary><c>serve --model</c> as a program: other people's clients, its threads as the kernel counts them, its end by a signal.</summary>
public class ModelPeersTests
{
    [NeedsTheory("linux", "nc.openbsd")]
    [InlineData("iterative")]
    [InlineData("threads")]
    [InlineData("pool")]
    [InlineData("async")]
    public async Task Nc_gets_everything_back_and_the_server_stops_clean(string model)
    {
        var (server, port) = await ServeAsync("--model", model);
        await using (server)
        {
            var bytes = new byte[3_000_000];
            Random.Shared.NextBytes(bytes);
            await using var nc = ChildProcess.Start("nc.openbsd", ["-N", "127.0.0.1", port]);
            await nc.Input.WriteAsync(bytes).AsTask().WaitAsync(ChildProcess.Limit);
            Assert.Equal(0, await nc.FinishAsync());
            Assert.Equal(bytes, nc.OutputBytes);
            server.Process.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await server.Process.ExitAsync());
            Assert.Contains("0 cut", server.Process.Error);
        }
    }

    [NeedsFact("linux", "nc.openbsd")]
    public async Task Threads_has_a_thread_for_each_client_and_pool_its_own_number()
    {
        var (pool, poolPort) = await ServeAsync("--model", "pool", "--set", "echo.pool-threads=5");
        var (threads, port) = await ServeAsync("--model", "threads");
        await using (pool)
        await using (threads)
        {
            // A thread takes its name once it runs.
            await Waiting.Until(() => ThreadsNamed(pool, "pool ") == 5);
            Assert.Equal(0, ThreadsNamed(threads, "client"));
            var clients = new List<ChildProcess>();
            try
            {
                for (var i = 1; i <= 3; i++)
                {
                    clients.Add(ChildProcess.Start("nc.openbsd", ["127.0.0.1", port]));
                    await clients[^1].WriteAsync("x");
                    await clients[^1].OutputBytesAre(1);
                    Assert.Equal(i, ThreadsNamed(threads, "client"));
                }

                await using var one = ChildProcess.Start("nc.openbsd", ["-N", "127.0.0.1", poolPort]);
                await one.WriteAsync("x");
                Assert.Equal(0, await one.FinishAsync());
                Assert.Equal(5, ThreadsNamed(pool, "pool "));
            }
            finally
            {
                foreach (var client in clients)
                {
                    await client.DisposeAsync();
                }
            }
        }
    }

    static async Task<(PatchbayProcess Server, string Port)> ServeAsync(params string[] options)
    {
        var server = PatchbayProcess.Start(["serve", "echo", ":0", "--json=lines", .. options]);
        await server.Process.OutputHas(static text => text.Contains("\"ready\"", StringComparison.Ordinal) && text.EndsWith('\n'), "ready");
        var ready = server.Events().First(static line => line.GetProperty("event").GetString() == "ready").GetProperty("data");
        return (server, $"{PatchbayProcess.PortOf(ready, "echo")}");
    }

    static int ThreadsNamed(PatchbayProcess process, string name) =>
        Directory.GetDirectories($"/proc/{process.Process.Id}/task").Count(task => File.ReadAllText(Path.Combine(task, "comm")).StartsWith(name, StringComparison.Ordinal));
}
