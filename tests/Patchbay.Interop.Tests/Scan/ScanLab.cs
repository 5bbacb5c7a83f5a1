using System.Globalization;

namespace Patchbay.Interop.Tests.Scan;

/// <summary>A network namespace with listeners of its own, so that nothing else on the machine is seen.</summary>
sealed class ScanLab : IAsyncDisposable
{
    // Binds what its arguments say, tells that it listens, and waits for the end of its input.
    const string Listeners =
        """
        import socket, sys
        held = []
        for word in sys.argv[1:]:
            host, port = word.rsplit(',', 1)
            s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if ':' in host:
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            s.bind((host, int(port)))
            s.listen(64)
            held.append(s)
        print('listening', flush=True)
        sys.stdin.read()
        """;

    readonly NetworkLab _lab = new();
    readonly List<ChildProcess> _children = [];

    /// <summary>Listens in a namespace at addresses and ports: <c>127.0.0.1,80</c>.</summary>
    public async Task ListenAsync(string role, params string[] where)
    {
        var child = Start(role, "python3", ["-c", Listeners, .. where]);
        await child.OutputHas(static text => text.Contains("listening", StringComparison.Ordinal), "listening");
    }

    /// <summary>Starts the program in a namespace.</summary>
    public ChildProcess Patchbay(string role, params string[] arguments) => Start(role, PatchbayProcess.Path, arguments);

    /// <summary>Runs the program in a namespace to its end.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string role, params string[] arguments)
    {
        var child = Patchbay(role, arguments);
        var code = await child.FinishAsync();
        return (code, child.Output, child.Error);
    }

    /// <summary>Runs another program in a namespace to its end, and gives its output.</summary>
    public async Task<string> OutputAsync(string role, string command, params string[] arguments)
    {
        var child = Start(role, command, arguments);
        Assert.Equal(0, await child.FinishAsync());
        return child.Output;
    }

    /// <summary>Rules of nft.</summary>
    public void Rules(string role, string hook, string rule) => _lab.Rules(role, hook, rule);

    /// <summary>The ports that ss(8) shows listening at an address, of a wildcard too.</summary>
    public async Task<IEnumerable<int>> ListenersAsync(string role, string address)
    {
        var wildcard = address.Contains(':', StringComparison.Ordinal) ? "[::]" : "0.0.0.0";
        var shown = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        var rows = (await OutputAsync(role, "ss", "-ltnH")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var locals = rows.Select(static row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]).Select(static local => (Host: local[..local.LastIndexOf(':')], Port: local[(local.LastIndexOf(':') + 1)..]));
        return locals.Where(local => local.Host == shown || local.Host == wildcard || local.Host == "*").Select(static local => int.Parse(local.Port, CultureInfo.InvariantCulture)).Distinct().Order();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
        {
            await child.DisposeAsync();
        }

        _lab.Dispose();
    }

    ChildProcess Start(string role, string command, string[] arguments)
    {
        var child = ChildProcess.Start("ip", ["netns", "exec", _lab.Name(role), command, .. arguments], PatchbayProcess.Variables);
        _children.Add(child);
        return child;
    }
}
