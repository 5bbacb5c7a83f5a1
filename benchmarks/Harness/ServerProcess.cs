using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Patchbay.Benchmarks.Harness;

/// <summary>A running server, pinned to the server core. Ends when disposed, or when the harness dies: its stdin closes.</summary>
sealed class ServerProcess : IDisposable
{
    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20), AnswerLimit = TimeSpan.FromSeconds(60), EndLimit = TimeSpan.FromSeconds(10);

    readonly Process _process;
    readonly string _name;
    readonly bool _talks;

    ServerProcess(Process process, string name, int port, string engine, bool talks) =>
        (_process, _name, Port, Engine, _talks) = (process, name, port, engine, talks);

    public int Port { get; }

    /// <summary>What the server said it runs on.</summary>
    public string Engine { get; }

    /// <summary>taskset replaces itself by the server, so this is the server's own.</summary>
    public int Id => _process.Id;

    /// <exception cref="BenchException">It did not come to listen; the message has its own words.</exception>
    public static ServerProcess Start(ServerKind server, BenchOptions options, Cell cell)
    {
        var process = Tool.Start(BenchOptions.ServerCore, server.Command(options, cell), start =>
        {
            start.RedirectStandardInput = true;
            start.RedirectStandardError = true;
            if (server.InlineCompletions)
                start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        });
        if (server.FixedPort is { } known)
        {
            WaitUntilItAccepts(process, server.Name, known);
            return new(process, server.Name, known, "", talks: false);
        }

        try
        {
            var line = process.StandardOutput.ReadLineAsync().WaitAsync(StartLimit).GetAwaiter().GetResult();
            if (line?.Split(' ', 3) is ["listening", var port, .. var engine])
            {
                // Nobody reads stderr from here on: what a server logs must not fill the pipe and stop it.
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                return new(process, server.Name, int.Parse(port, CultureInfo.InvariantCulture), engine.FirstOrDefault(""), talks: true);
            }
        }
        catch (TimeoutException)
        {
        }

        process.Kill();
        var said = process.StandardError.ReadToEnd().Split('\n').LastOrDefault(text => text.Length > 0, "no reason given");
        process.Dispose();
        throw new BenchException($"{server.Name} does not run here: {said}");
    }

    static void WaitUntilItAccepts(Process process, string name, int port)
    {
        for (var limit = Stopwatch.StartNew(); limit.Elapsed < StartLimit && !process.HasExited; Thread.Sleep(20))
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", port);
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                return;
            }
            catch (SocketException)
            {
            }
        }

        if (!process.HasExited)
        {
            process.Kill();
        }

        throw new BenchException($"{name} does not run here: {process.StandardError.ReadToEnd().Trim()}");
    }

    /// <summary>Sends one command and returns the answer.</summary>
    public string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLineAsync().WaitAsync(AnswerLimit).GetAwaiter().GetResult()
            ?? throw new BenchException($"{_name} ended while asked to '{command}'.");
    }

    /// <summary>Bytes of memory resident now (VmRSS, proc(5)).</summary>
    public long ResidentBytes() => Status("VmRSS:") * 1024;

    /// <summary>Threads now (proc(5)).</summary>
    public int Threads() => (int)Status("Threads:");

    long Status(string name)
    {
        var line = File.ReadLines($"/proc/{Id}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_talks)
        {
            _process.Kill();
        }

        if (!_process.WaitForExit(EndLimit))
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
