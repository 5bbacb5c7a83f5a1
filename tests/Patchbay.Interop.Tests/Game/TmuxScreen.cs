using System.Diagnostics;

namespace Patchbay.Interop.Tests.Game;

/// <summary>A terminal of a test's own: a tmux server with one window.</summary>
sealed class TmuxScreen : IAsyncDisposable
{
    readonly string _socket = $"patchbay-{Environment.ProcessId}-{Guid.NewGuid():N}";
    readonly Task _started;

    public TmuxScreen(int width, int height, string command)
    {
        var number = System.Globalization.CultureInfo.InvariantCulture;
        _started = RunAsync("-f", "/dev/null", "-u", "new-session", "-d", "-x", width.ToString(number), "-y", height.ToString(number), command);
    }

    /// <summary>What the screen shows, once it shows what is asked for.</summary>
    public async Task<string> UntilAsync(Func<string, bool> isThere)
    {
        await _started;
        var since = Stopwatch.StartNew();
        while (true)
        {
            var screen = await RunAsync("capture-pane", "-p");
            if (isThere(screen))
            {
                return screen;
            }

            Assert.True(since.Elapsed < ChildProcess.Limit, $"Never seen on the screen:\n{screen}");
            await Task.Delay(50);
        }
    }

    public Task SendAsync(params string[] keys) => RunAsync(["send-keys", .. keys]);

    public Task ResizeAsync(int width, int height)
    {
        var number = System.Globalization.CultureInfo.InvariantCulture;
        return RunAsync("resize-window", "-x", width.ToString(number), "-y", height.ToString(number));
    }

    public async ValueTask DisposeAsync() => await RunAsync("kill-server");

    async Task<string> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string?>(PatchbayProcess.Variables) { ["LC_ALL"] = "C.UTF-8", ["TERM"] = "xterm-256color" };
        await using var tmux = ChildProcess.Start("tmux", ["-L", _socket, .. arguments], environment);
        await tmux.FinishAsync();
        return tmux.Output;
    }
}
