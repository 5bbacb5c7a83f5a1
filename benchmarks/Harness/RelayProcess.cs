using System.Diagnostics;
using System.Net.Sockets;

namespace Patchbay.Benchmarks.Harness;

/// <summary>A running relay, pinned to the server core, and the port behind it where the load listens.</summary>
sealed class RelayProcess : IDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    readonly Process? _process;

    RelayProcess(Process? process, int port, int peer) => (_process, Port, PeerPort) = (process, port, peer);

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Where the relay connects.</summary>
    public int PeerPort { get; }

    /// <summary>0 without a relay. taskset, and then systemd-socket-activate, replace themselves by the relay, so this is its own.</summary>
    public int Id => _process?.Id ?? 0;

    /// <exception cref="BenchException">It did not come to listen.</exception>
    public static RelayProcess Start(RelayKind relay, BenchOptions options, int port)
    {
        if (relay.Command is null)
        {
            return new RelayProcess(null, port, port);
        }

        Process process;
        try
        {
            process = Tool.Start(BenchOptions.ServerCore, relay.Command(options, port, port + 1), start => start.RedirectStandardError = true);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new BenchException($"{relay.Name} does not run here: {error.Message}");
        }

        // Nobody reads what it says: it must not fill the pipes and stop.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < StartLimit && !process.HasExited; Thread.Sleep(20))
        {
            try
            {
                // Nobody listens behind it yet, so this client is let go at once.
                using var probe = new TcpClient("127.0.0.1", port);
                return new RelayProcess(process, port, port + 1);
            }
            catch (SocketException)
            {
            }
        }

        process.Kill(entireProcessTree: true);
        throw new BenchException($"{relay.Name} does not run here.");
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
