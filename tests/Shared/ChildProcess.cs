using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Patchbay.TestSupport;

/// <summary>A process of a test: its streams as bytes, every wait with an end, and gone when the test is.</summary>
sealed partial class ChildProcess : IAsyncDisposable
{
    /// <summary>How long a broken test hangs; no claim about speed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(240);

    readonly Process _process;
    readonly Transcript _output;
    readonly Transcript _error;

    ChildProcess(Process process, Func<Stream, Task>? readOutput)
    {
        _process = process;
        _output = readOutput is null ? new Transcript(process.StandardOutput.BaseStream) : new Transcript(readOutput(process.StandardOutput.BaseStream));
        _error = new Transcript(process.StandardError.BaseStream);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public string Output => _output.Text;

    public string Error => _error.Text;

    public byte[] OutputBytes => _output.Bytes;

    public int Id => _process.Id;

    /// <summary>Starts a command.</summary>
    /// <param name="command">A path, or a name to be found.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="directory">Where it runs.</param>
    /// <param name="readOutput">Reads stdout to its end, where that is too long to keep; null keeps it.</param>
    public static ChildProcess Start(
        string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? directory = null, Func<Stream, Task>? readOutput = null)
    {
        var start = new ProcessStartInfo(Needs.Find(command) ?? command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, readOutput);
    }

    /// <summary>Ends the process's input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    public async Task WriteAsync(string text)
    {
        await Input.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Limit);
        await Input.FlushAsync();
    }

    /// <summary>Waits until stdout has what is asked for.</summary>
    public Task OutputHas(Func<string, bool> isThere, string what) => WaitAsync(_output, isThere, $"stdout: {what}");

    /// <summary>Waits until stderr has what is asked for.</summary>
    public Task ErrorHas(string part) => WaitAsync(_error, text => text.Contains(part, StringComparison.Ordinal), $"stderr: {part}");

    /// <summary>Waits for the end of the process and of both its streams.</summary>
    public async Task<int> ExitAsync()
    {
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _output.End, _error.End).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not end.\nstdout: {Output}\nstderr: {Error}");
        }

        return _process.ExitCode;
    }

    /// <summary>Ends the input and waits for the process.</summary>
    public async Task<int> FinishAsync()
    {
        CloseInput();
        return await ExitAsync();
    }

    /// <summary>Waits until stdout has that many bytes.</summary>
    public Task OutputBytesAre(int count) => WaitAsync(_output, _ => _output.Bytes.Length >= count, $"stdout: {count} bytes");

    public void Kill() => _process.Kill();

    /// <summary>Kills the process and those it started.</summary>
    public void KillTree() => _process.Kill(entireProcessTree: true);

    public void Signal(PosixSignal signal) => Assert.Equal(0, kill(_process.Id, signal == PosixSignal.SIGINT ? 2 : signal == PosixSignal.SIGTERM ? 15 : throw new ArgumentOutOfRangeException(nameof(signal))));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    async Task WaitAsync(Transcript transcript, Func<string, bool> isThere, string what)
    {
        try
        {
            await transcript.Until(isThere).WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Never seen on {what}\nstdout: {Output}\nstderr: {Error}");
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
